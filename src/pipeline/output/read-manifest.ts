import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { field, listField, numberField, textField } from '../../core/field.ts'
import { LINEAGE_VERSION } from './lineage.ts'
import { checksumOf, isInside, MANIFEST_FILE, MANIFEST_VERSION, type Manifest } from './manifest.ts'
import { systemCodeOf } from './system-error.ts'

/** A manifest as it was found, or why it cannot be used. */
export type FoundManifest =
  | { readonly kind: 'whole'; readonly manifest: Manifest }
  | { readonly kind: 'missing' | 'foreign' | 'newer' }
  | { readonly kind: 'damaged'; readonly why: string }

/**
 * Reads the manifest of a dataset folder. `foreign`: the file is of another program. `newer`: a later version of finetap
 * wrote it. `damaged`: it is not as finetap wrote it.
 */
export async function readManifest(folder: string): Promise<FoundManifest> {
  const bytes = await readFile(join(folder, MANIFEST_FILE)).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCodeOf(error) ?? '')) return undefined
    throw error
  })
  return bytes === undefined ? { kind: 'missing' } : parseManifest(bytes)
}

function parseManifest(bytes: Uint8Array): FoundManifest {
  let text: string
  let value: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    value = JSON.parse(text)
  } catch {
    return { kind: 'damaged', why: 'it is no JSON' }
  }
  if (textField(value, 'finetap') === undefined && textField(value, 'checksum') === undefined)
    return { kind: 'foreign' }
  const version = numberField(value, 'schemaVersion')
  if (version !== undefined && version > MANIFEST_VERSION) return { kind: 'newer' }
  if ((numberField(field(value, 'lineage'), 'version') ?? 1) > LINEAGE_VERSION) return { kind: 'newer' }
  if (!isManifest(value)) return { kind: 'damaged', why: 'fields are missing' }
  if (value.checksum !== checksumOf(value)) return { kind: 'damaged', why: 'its content does not match its checksum' }
  if (`${JSON.stringify(value, undefined, 2)}\n` !== text) return { kind: 'damaged', why: 'it was written anew' }
  return { kind: 'whole', manifest: value }
}

function isManifest(value: unknown): value is Manifest {
  const texts = ['name', 'version', 'finetap', 'checksum'].every((key) => typeof field(value, key) === 'string')
  const files = [...listField(value, 'outputs'), field(value, 'lineage'), field(value, 'ledger')]
  return (
    texts &&
    numberField(value, 'schemaVersion') !== undefined &&
    numberField(value, 'examples') !== undefined &&
    Array.isArray(field(value, 'outputs')) &&
    field(value, 'lineage') !== undefined &&
    files.every((entry) => entry === undefined || isFileEntry(entry)) &&
    isInside(textField(field(value, 'report'), 'file') ?? '')
  )
}

function isFileEntry(entry: unknown): boolean {
  const { file, sha256 } = { file: textField(entry, 'file'), sha256: textField(entry, 'sha256') }
  return file !== undefined && isInside(file) && sha256 !== undefined && numberField(entry, 'bytes') !== undefined
}
