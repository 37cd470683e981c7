import t from 'tap';
import { checkTemplate } from '../../../hooks/gotemplate/check.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

t.test('templates that Go takes', async (t) => {
  const texts = [
    '',
    'plain } text {',
    '{{ $labels.instance }} is {{ $value | humanize }}',
    '{{- if and (gt $value 1.5) (lt $value 0x1F) -}} a {{- else if .X -}} b {{- else -}} c {{- end -}}',
    '{{/* a comment */}}{{- /* trimmed */ -}}',
    '{{ with query "up{job=\\"x\\"}" }}{{ . | first | value | humanizePercentage }}{{ end }}',
    '{{ range $i, $v := query `up` }}{{ if eq $i 1 }}{{ break }}{{ else }}{{ continue }}{{ end }}' +
      '{{ $v.Labels.x }}{{ end }}',
    '{{ range $v := .X }}{{ $v }}{{ else }}none{{ end }}',
    '{{ define "a" }}{{ $.X }}{{ end }}{{ template "a" . }}{{ block "b" .Y }}z{{ end }}',
    '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}',
    "{{ 'a' }}{{ '\\n' }}{{ 1_000 }}{{ .5 }}{{ 1e3 }}{{ 1+2i }}{{ 0b11 }}{{ 'é' }}",
    '{{ (index .X 1).Foo.Bar }}',
    '{{ with $y := .Z }}{{ $y }}{{ else with .Q }}{{ . }}{{ else }}{{ end }}',
    '{{ printf "%.2f"\n$value }}',
    '{{ $externalURL }}{{ $externalLabels.cluster }}{{ . }}{{ $ }}{{ nil }}',
  ];
  for (const text of texts) t.equal(checkTemplate(text, 'prometheus'), undefined, text);
});

t.test('templates that Go refuses, and why', async (t) => {
  const cases: [text: string, want: string][] = [
    ['{{ $value', '1:3: the action is not closed: "}}" is missing'],
    ['{{ end }}', '1:4: {{ end }} has no beginning'],
    ['a\nb {{ else }}', '2:6: {{ else }} has no beginning'],
    ['{{ if .X }}', '1:12: "{{ end }}" is missing'],
    ['{{ if .X }}{{ else }}{{ else }}{{ end }}', '1:32: a second else'],
    ['{{ if }}{{ end }}', '1:7: if has no value'],
    ['{{ }}', '1:4: an action has no value'],
    ['{{ foo }}', '1:4: the function "foo" is not defined'],
    ['{{ $nope }}', '1:4: the variable "$nope" is not defined'],
    ['{{ define "x" }}{{ $labels.a }}{{ end }}', '1:20: the variable "$labels" is not defined'],
    ['{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', '1:39: the variable "$x" is not defined'],
    ['{{ break }}', '1:4: break is outside range'],
    ['{{ 1.X }}', '1:4: invalid number'],
    ['{{ "a".X }}', '1:4: "a" has no fields'],
    ['{{ .X | 1 }}', '1:9: "1" cannot receive the value before the pipe'],
    ['{{ (.X }}', '1:8: a left parenthesis is not closed'],
    ['{{ .X) }}', '1:6: a right parenthesis has no left one'],
    ['{{ "a }}', '1:4: the string is not closed'],
    ['{{ "\\q" }}', '1:4: the string "\\q" has an invalid escape'],
    ["{{ 'ab' }}", "1:4: 'ab' is not one character"],
    ['{{ 08 }}', '1:4: "08" is no number'],
    ['{{ 1 + 2 }}', '1:6: "+" is no number'],
    ['{{ .X! }}', '1:6: "!" is not allowed in a name'],
    ['{{ a: }}', '1:5: ":" must be ":="'],
    ['{{/* x }}', '1:3: the comment is not closed'],
    ['{{/* x */ .X }}', '1:8: a comment must fill its action: "}}" must follow "*/"'],
    ['{{ range $a, $b, $c := .X }}{{ end }}', '1:16: too many variables for range'],
    ['{{ $a, $b := .X }}', '1:6: too many variables for an action'],
    ['{{ if true }}{{ define "x" }}{{ end }}{{ end }}', '1:17: define must be outside all other actions'],
    ['{{ define "x" }}a{{ end }}{{ define "x" }}b{{ end }}', '1:30: the template "x" is defined twice'],
    ['{{ template x }}', '1:13: "x" is not allowed in template'],
    ['{{ tmpl "x" . }}', '1:4: the function "tmpl" is not defined'],
  ];
  for (const [text, want] of cases) t.equal(checkTemplate(text, 'prometheus'), want, text);
});

t.test('each reader has its own functions and variables', async (t) => {
  t.equal(checkTemplate('{{ .Status | toUpper }}{{ join "," .X }}{{ toJson . }}', 'alertmanager'), undefined);
  const shifted = '{{ with index .Alerts 0 }}{{ .StartsAt | addDuration "-30m" }}{{ end }}';
  t.equal(checkTemplate(shifted, 'alertmanager', parseVersion('0.35.0')), undefined);
  t.match(checkTemplate(shifted, 'alertmanager', parseVersion('0.34.2')), /needs Alertmanager 0\.35\.0 or newer/);
  t.equal(checkTemplate('{{ humanize 1 }}', 'alertmanager'), '1:4: the function "humanize" is not defined');
  t.equal(checkTemplate('{{ $labels }}', 'alertmanager'), '1:4: the variable "$labels" is not defined');
});

t.test('an old release lacks the newer functions', async (t) => {
  t.equal(
    checkTemplate('{{ now }}', 'prometheus', parseVersion('3.5.0')),
    '1:4: the function "now" needs Prometheus 3.6.0 or newer',
  );
  t.equal(checkTemplate('{{ now }}', 'prometheus', parseVersion('3.6.0')), undefined);
});

t.test('extreme templates end in a problem, not in a crash', async (t) => {
  t.match(checkTemplate(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`, 'prometheus'), /nested too deeply/);
  t.match(checkTemplate(`${'{{ if .X }}'.repeat(5000)}${'{{ end }}'.repeat(5000)}`, 'prometheus'), /nested too deeply/);
});
