// The outcome of an alert as text and as a value for JSON.
import type { Route } from '../../../alertrouting/configuration.ts';
import type { Inhibition } from '../../../alertrouting/inhibition.ts';
import { type Labels, matchersText } from '../../../alertrouting/matcher.ts';
import type { Destination, Muted, Outcome } from '../../../alertrouting/outcome.ts';
import type { Silence } from '../../../alertrouting/silences.ts';
import { printable, quoted } from '../../../core/message.ts';
import type { Paint } from '../output.ts';

/** What is printed about an alert. */
export interface Answer {
  /** `Alertmanager monitoring/main`, or the file. */
  readonly of: string;
  readonly origin: string;
  readonly alert: Labels;
  readonly time: Date;
  readonly outcome: Outcome;
  /** AlertmanagerConfigs that are left out, with the first reason. */
  readonly leftOut: readonly string[];
}

/** `{alertname="Down", severity="critical"}`. */
export const labelsText = (labels: Labels): string =>
  matchersText(
    Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, operator: '=' as const, value })),
  );

/** The integrations of a receiver: `slack, webhook x2`. */
function integrationsText(integrations: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of integrations) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} x${count}` : name)).join(', ') || 'sends nothing';
}

const groupText = ({ groupBy }: Route): string => {
  if (groupBy === 'all') return 'all labels';
  return groupBy.length > 0 ? groupBy.join(', ') : 'nothing: one group for all alerts of the route';
};

const mutedText = ({ because, intervals }: Muted): string =>
  because === 'mute'
    ? `in mute time interval ${intervals.join(', ')}`
    : `in none of its active time intervals ${intervals.join(', ')}`;

function destinationLines(destination: Destination, i: number, paint: Paint): string[] {
  const { route, chain, receiver, group, muted } = destination;
  const { groupWait, groupInterval, repeatInterval } = route;
  return [
    `${i + 1}. ${paint('bold', printable(receiver.name))} (${integrationsText(receiver.integrations)})`,
    printable(`   from      ${route.source}`),
    printable(`   route     ${chain.map(({ matchers }) => matchersText(matchers)).join(' > ')}`),
    printable(`   group by  ${groupText(route)}; this group: ${labelsText(group)}`),
    printable(`   timing    wait ${groupWait}, interval ${groupInterval}, repeat ${repeatInterval}`),
    ...(Object.keys(route.labels).length > 0 ? [printable(`   labels    ${labelsText(route.labels)}`)] : []),
    ...(muted ? [`   ${paint('yellow', 'muted')}     ${printable(mutedText(muted))}`] : []),
  ];
}

const ruleText = ({ rule }: Inhibition): string =>
  `inhibit rule ${rule.index + 1}${rule.name ? ` ${quoted(rule.name)}` : ''} of ${rule.source}`;

const inhibitedLines = (inhibition: Inhibition, paint: Paint): string[] => [
  `${paint('yellow', 'inhibited')} by ${printable(labelsText(inhibition.by ?? {}))}`,
  printable(`   ${ruleText(inhibition)}`),
];

function inhibitableLines(inhibition: Inhibition): string[] {
  const { sourceMatchers, equal } = inhibition.rule;
  const same = equal.length > 0 ? ` with the same ${equal.join(', ')}` : '';
  const text = `could be inhibited by ${matchersText(sourceMatchers)}${same}`;
  return [printable(text), printable(`   ${ruleText(inhibition)}`)];
}

const silencedLine = ({ id, comment, endsAt }: Silence, paint: Paint): string =>
  `${paint('yellow', 'silenced')} ` +
  printable(`until ${endsAt} by ${id || 'a silence'}${comment ? `: ${comment}` : ''}`);

/** The lines about an alert. Texts of users cannot control the terminal. */
export function answerLines(answer: Answer, paint: Paint): string[] {
  const { of, origin, alert, time, outcome, leftOut } = answer;
  return [
    printable(`alert ${labelsText(alert)}`),
    printable(`at ${time.toISOString()}, ${of}, configuration of ${origin}`),
    '',
    ...outcome.destinations.flatMap((one, i) => destinationLines(one, i, paint)),
    ...(outcome.inhibited || outcome.silenced.length > 0 || outcome.inhibitable.length > 0 ? [''] : []),
    ...(outcome.inhibited ? inhibitedLines(outcome.inhibited, paint) : []),
    ...outcome.silenced.map((silence) => silencedLine(silence, paint)),
    ...(outcome.inhibited ? [] : outcome.inhibitable.flatMap(inhibitableLines)),
    ...(leftOut.length > 0
      ? ['', 'left out of the configuration:', ...leftOut.map((line) => printable(`   ${line}`))]
      : []),
  ];
}

const routeValue = ({ place, matchers, source }: Route) => ({ place, matchers: matchersText(matchers), source });

/** The same as a value. */
export const answerValue = ({ of, origin, alert, time, outcome, leftOut }: Answer) => ({
  of,
  origin,
  alert,
  time: time.toISOString(),
  receivers: outcome.destinations.map(({ receiver }) => receiver.name),
  destinations: outcome.destinations.map(({ route, chain, receiver, group, muted }) => ({
    receiver: receiver.name,
    integrations: receiver.integrations,
    source: route.source,
    routes: chain.map(routeValue),
    groupBy: route.groupBy === 'all' ? ['...'] : route.groupBy,
    group,
    groupWait: route.groupWait,
    groupInterval: route.groupInterval,
    repeatInterval: route.repeatInterval,
    labels: route.labels,
    ...(muted ? { muted } : {}),
  })),
  inhibited: outcome.inhibited ? { by: outcome.inhibited.by, ...inhibitionValue(outcome.inhibited) } : null,
  inhibitable: outcome.inhibitable.map(inhibitionValue),
  silenced: outcome.silenced.map(({ id, comment, endsAt }) => ({ id, comment, endsAt })),
  leftOut,
});

const inhibitionValue = ({ rule }: Inhibition) => ({
  rule: rule.index,
  ...(rule.name ? { name: rule.name } : {}),
  source: rule.source,
  sourceMatchers: matchersText(rule.sourceMatchers),
  targetMatchers: matchersText(rule.targetMatchers),
  equal: rule.equal,
});
