import type { Damage } from '../core/store.ts'
import { givenAddress } from './address.ts'
import { describeDamage } from './cat/describe-damage.ts'
import { readErasureKey } from './erasure-key.ts'
import { plainJson, plainText } from './plain-text.ts'
import { renderLog, type StatsTable } from './stats/render-log.ts'
import { unlessStopped } from './stopping.ts'
import { withExisting } from './stores.ts'
import { readTime } from './time.ts'
import { badUsage } from './usage.ts'
import type { ExitCode, Given, Verb } from './verb.ts'

export const stats: Verb = {
  name: 'stats',
  words: ['[store]'],
  summary: 'Count what a store holds: calls, models, latency, tokens, feedback, days',
  flags: [
    { name: 'since', value: 'time', help: 'From then on: 2026-01-31, or how long ago, such as 7d' },
    { name: 'until', value: 'time', help: 'Before then' },
    { name: 'by', value: 'what', help: 'day or model: that table alone, whole' },
  ],
  examples: ['stats --since 7d', 'stats ./chats.sqlite --by day', 'stats --json | jq .models'],
  async run(given, terminal) {
    const [since, until] = [readTime('since', given.text('since')), readTime('until', given.text('until'))]
    const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
    const by = tableOf(given)
    const address = givenAddress(given, given.words[0])
    const { createLogMeter } = await import('../datasets.ts')
    const meter = createLogMeter()
    let [read, damaged] = [0, 0]
    const onDamage = (damage: Damage): void => {
      if (damage.reason !== 'torn') damaged += 1
      terminal.warn(describeDamage(damage))
    }
    const key = await readErasureKey(given)
    const ended = await unlessStopped((signal) =>
      withExisting(address, key, async (store) => {
        for await (const event of store.read({ ...range, types: ['generation', 'feedback'], onDamage })) {
          signal.throwIfAborted()
          meter.add(event)
          read += 1
          if (read % 1_000 === 0) terminal.progress(`finetap: reading, ${read} events so far`)
        }
      }),
    )
    if ('stopped' in ended) return ended.stopped
    const measures = meter.measures()
    const text = renderLog(measures, by).trimEnd()
    await terminal.data(given.isOn('json') ? plainJson(measures) : plainText(text))
    return exitCode(damaged, read)
  },
}

function tableOf(given: Given): StatsTable | undefined {
  const by = given.text('by')
  if (by === undefined || by === 'day' || by === 'model') return by
  throw badUsage(`--by is ${JSON.stringify(by)}`, 'give day or model')
}

function exitCode(damaged: number, read: number): ExitCode {
  if (damaged > 0) return 1
  return read === 0 ? 3 : 0
}
