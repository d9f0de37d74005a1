import { readFileSync } from 'node:fs'
import type { PipelineOptions } from '../../datasets.ts'
import { defined } from '../../core/field.ts'
import { badUsage } from '../usage.ts'
import type { Flag, Given } from '../verb.ts'
import { namesOf, oneOf } from './values.ts'

export const MASK_FLAGS: readonly Flag[] = [
  { name: 'no-redact', help: 'Leave personal data and secrets in' },
  { name: 'mask', value: 'mode', help: 'numbered (default): [EMAIL_2]; tag: [EMAIL]; surrogate: made-up values' },
  { name: 'mask-secret-file', value: 'file', help: 'What surrogates follow from (default FINETAP_MASK_SECRET)' },
  { name: 'known', value: 'name', many: true, help: 'Mask this name or value wherever it stands; repeatable' },
  { name: 'known-file', value: 'file', help: 'The same, one a line' },
  { name: 'keep-host', value: 'host', many: true, help: 'Leave addresses of this host of yours in; repeatable' },
]

/**
 * What the flags say of masking.
 *
 * @throws FinetapError `bad_option`
 */
export function maskingOf(given: Given): PipelineOptions['redact'] {
  const mode = oneOf(given, 'mask', ['numbered', 'tag', 'surrogate'] as const)
  const file = given.text('mask-secret-file')
  if (file !== undefined && mode !== 'surrogate')
    throw badUsage('--mask-secret-file is for made-up values alone', 'add --mask surrogate')
  const secret = mode === 'surrogate' ? secretOf(file) : undefined
  const options = defined({ mode, secret, known: knownOf(given), keepHosts: namesOf(given, 'keep-host') })
  const hasOptions = Object.keys(options).length > 0
  if (!given.isOn('no-redact')) return hasOptions ? options : undefined
  if (!hasOptions) return false
  const [flag] = ['mask', 'known', 'known-file', 'keep-host'].filter((name) => given.texts(name).length > 0)
  throw badUsage(`--no-redact and --${flag ?? ''} ask for different things`, 'give one of them')
}

function knownOf(given: Given): readonly string[] | undefined {
  const file = given.text('known-file')
  const lines = file === undefined ? [] : linesOf('known-file', file)
  const known = [...given.texts('known'), ...lines]
  if (file !== undefined && lines.length === 0) throw badUsage(`${file} holds no names`, 'write one a line')
  return known.length === 0 ? undefined : known
}

function secretOf(file: string | undefined): string {
  const secret = file === undefined ? process.env['FINETAP_MASK_SECRET'] : linesOf('mask-secret-file', file)[0]
  if (secret !== undefined && secret !== '') return secret
  const fix = 'name a file with --mask-secret-file, or set FINETAP_MASK_SECRET: a long random text, to be kept'
  throw badUsage('--mask surrogate has no secret', fix)
}

function linesOf(flag: string, file: string): readonly string[] {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    return text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  } catch (error) {
    throw badUsage(
      `The file of --${flag} cannot be read: ${error instanceof Error ? error.message : ''}`,
      'name another',
    )
  }
}
