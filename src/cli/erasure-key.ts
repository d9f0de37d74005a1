import { readFile } from 'node:fs/promises'
import { field } from '../core/field.ts'
import { badUsage } from './usage.ts'
import type { Given } from './verb.ts'

const FLAG = 'erasure-key-file'

/**
 * The key under which stores hash whom they have forgotten: what the file of `--erasure-key-file` holds, else
 * `FINETAP_ERASURE_KEY`; white space at its ends is no part of it. There is no flag for the key itself, because everybody on the machine can read command lines.
 *
 * @throws FinetapError `bad_option`
 */
export async function readErasureKey(given: Given): Promise<string | undefined> {
  const file = given.text(FLAG)
  // An empty line in an .env file is no key.
  if (file === undefined) return process.env['FINETAP_ERASURE_KEY']?.trim() || undefined
  const key = (await textOf(file)).trim()
  if (key !== '') return key
  throw badUsage(`The file of --${FLAG} is empty: ${file}`, 'name the file that holds the key')
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const what = `The file of --${FLAG} cannot be read: ${file} (${String(field(cause, 'code'))})`
    throw badUsage(what, 'name the file that holds the key')
  }
}
