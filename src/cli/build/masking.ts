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
  const named = given.texts('known')
  if (named.some((name) => name.trim() === '')) throw badUsage('--known holds no name', 'write --known "Ada Lovelace"')
  const known = [...named, ...lines]
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
  return textOf(flag, file)
    .split(/\r?\n/)
    .flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}

/** Editors of Windows write UTF-16 too; its names, read as UTF-8, would be found in no text. */
function textOf(flag: string, file: string): string {
  const bytes = bytesOf(flag, file)
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // What is no text is refused below.
  }
  throw badUsage(`The file of --${flag} is not in UTF-8`, 'save it as UTF-8')
}

function bytesOf(flag: string, file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    throw badUsage(`The file of --${flag} cannot be read: ${why}`, 'name another')
  }
}
