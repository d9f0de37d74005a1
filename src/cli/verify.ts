import { requireDataset } from './dataset-folder.ts'
import { plainJson, plainText } from './plain-text.ts'
import type { Verb } from './verb.ts'

export const verify: Verb = {
  name: 'verify',
  words: ['<folder>'],
  summary: 'Compare a dataset with its manifest: every byte, row and line of it; 1 when something is wrong',
  flags: [],
  examples: ['verify ./datasets/support', 'verify ./datasets/support --json | jq .problems'],
  async run(given, terminal) {
    const [folder = ''] = given.words
    await requireDataset(folder)
    const { renderVerification, verifyDataset } = await import('../datasets.ts')
    const verification = await verifyDataset(folder)
    const text = renderVerification(verification).trimEnd()
    await terminal.data(given.isOn('json') ? plainJson(verification) : plainText(text))
    return verification.ok ? 0 : 1
  },
}
