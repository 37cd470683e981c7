// The annotation `autoscale`: what it may say, and what is answered to mistakes.
import t from 'tap';
import { parseAutoscale } from '../../../../hooks/prometheus/autoscaling/annotation.ts';

const issuesOf = (text: string): string => {
  const found = parseAutoscale(text);
  return 'issues' in found ? found.issues.map(({ message }) => message).join('\n') : '';
};

t.test('it has the bounds, and what a shard should have', async (t) => {
  t.strictSame(parseAutoscale('maxShards=8,seriesPerShard=1000000'), {
    minShards: 1,
    maxShards: 8,
    seriesPerShard: 1_000_000,
    period: 600_000,
    stabilizationWindow: 3_600_000,
  });
  t.strictSame(
    parseAutoscale(
      ' minShards=2, maxShards=8 ,seriesPerShard=1M, samplesPerShard=50k, period=15m, stabilizationWindow=1d, ',
    ),
    {
      minShards: 2,
      maxShards: 8,
      seriesPerShard: 1_000_000,
      samplesPerShard: 50_000,
      period: 900_000,
      stabilizationWindow: 86_400_000,
    },
  );
});

t.test('mistakes are answered with what is right', async (t) => {
  const cases: readonly [text: string, says: RegExp][] = [
    ['', /maxShards is missing/],
    ['maxShards=3', /seriesPerShard or samplesPerShard is missing/],
    ['minShards=4,maxShards=3,seriesPerShard=1M', /minShards \(4\) is larger than maxShards \(3\)/],
    ['maxShard=3,seriesPerShard=1M', /"maxShard=3" is not name=value with one of maxShards$/],
    ['maxshards=3,seriesPerShard=1M', /one of maxShards$/],
    ['replicas=3', /one of minShards, maxShards, seriesPerShard, samplesPerShard, period, stabilizationWindow/],
    ['maxShards=3,maxShards=4,seriesPerShard=1M', /maxShards is set twice/],
    ['maxShards=0,seriesPerShard=1M', /maxShards: "0" is not a number from 1 to 200/],
    ['maxShards=201,seriesPerShard=1M', /maxShards: "201" is not/],
    ['maxShards=3.5,seriesPerShard=1M', /maxShards: "3.5" is not/],
    ['maxShards=-1,seriesPerShard=1M', /maxShards: "-1" is not/],
    ['maxShards=3,seriesPerShard=1Mi', /seriesPerShard: "1Mi" is not a whole number such as 1000000 or 1M/],
    ['maxShards=3,seriesPerShard=0', /seriesPerShard: "0" is not/],
    ['maxShards=3,seriesPerShard=1M,period=1m', /period: "1m" is not a duration from 10m to 720h/],
    ['maxShards=3,seriesPerShard=1M,stabilizationWindow=1y', /stabilizationWindow: "1y" is not a duration/],
    ['maxShards=3,seriesPerShard=1M,__proto__=1', /"__proto__=1" is not name=value/],
    ['true', /"true" is not name=value/],
    [`maxShards=3,${'x'.repeat(600)}`, /more than 500 characters/],
    ['a=1,b=2', /"a=1" is not name=value[^\n]*\n"b=2" is not/],
  ];
  for (const [text, says] of cases) t.match(issuesOf(text), says, text);
});
