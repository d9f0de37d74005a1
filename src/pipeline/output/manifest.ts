import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { field, listField, textField } from '../../core/field.ts'
import { sortedJson } from '../../core/json.ts'
import type { DatasetOutput, LineageFacts, WrittenDataset } from './dataset-writer.ts'
import { digest } from '../digest.ts'
import type { FileFacts } from './hashed-file.ts'
import type { SplitShares } from '../split/splits.ts'

/** The file that says what a dataset is made of. */
export const MANIFEST_FILE = 'manifest.json'

/** The file that says what became of every generation of the log. */
export const REPORT_FILE = 'report.json'

/** Raised when a reader of manifests has to change. */
export const MANIFEST_VERSION = 1

const VERSION_LENGTH = 12

type Versioned = { readonly name: string; readonly version: number }

/**
 * What a dataset is made of. It holds no clock and no path, so that two builds of the same events are equal byte by
 * byte.
 */
export type Manifest = {
  readonly schemaVersion: typeof MANIFEST_VERSION
  readonly name: string
  /** Names the content: 12 hexadecimal digits of a SHA-256 over `config`, `outputs` and `lineage`. */
  readonly version: string
  /** The version of finetap that built it. */
  readonly finetap: string
  readonly config: DatasetConfig
  readonly source: SourceWindow
  readonly conversations: number
  readonly examples: number
  /** Trained answers by the model that gave them. */
  readonly models: { readonly [model: string]: number }
  readonly outputs: readonly DatasetOutput[]
  /** Which generations stand in which rows, see `LineageLine`. */
  readonly lineage: LineageFacts
  /** What became of every generation of the log. */
  readonly report: { readonly file: string } & Partial<FileFacts>
  /** The ledger of the split, where there is one. */
  readonly ledger?: FileFacts & { readonly file: string }
  /** What the build looked for in the finished rows, and how often it found it: leaks fail a build, so 0. */
  readonly checks?: { readonly [check: string]: number }
  /** SHA-256 over everything else in here, so that `verifyDataset` notices any change. */
  readonly checksum: string
}

/** An option of which a manifest says only that it was given. */
export type UntoldOption = 'formats' | 'redact' | 'rules'

/** How a dataset was made. */
export type DatasetConfig = {
  readonly steps: readonly Versioned[]
  readonly formats: readonly Versioned[]
  readonly split: Required<SplitShares> & {
    readonly by?: string
    readonly groupBy?: readonly string[]
    readonly quota?: boolean
  }
  readonly salt: string
  /** Present when only calls recorded with consent went in. */
  readonly consent?: 'required'
  /** Rules that were given as a word, such as `{ refusals: 'drop' }`. */
  readonly rules?: Readonly<Record<string, string | false>>
  /** Options that were given and stand in no manifest, since they may hold personal data or functions. */
  readonly given?: readonly UntoldOption[]
}

/** What part of the log was read. Times are ISO 8601 in UTC, absent when no event has one. */
export type SourceWindow = {
  readonly events: number
  readonly generations: number
  readonly firstAt?: string
  readonly lastAt?: string
}

export type ManifestParts = Pick<Manifest, 'config' | 'conversations' | 'examples' | 'models' | 'name' | 'source'> &
  Pick<WrittenDataset, 'lineage' | 'outputs'> & {
    /** Of `report.json`, see `factsOfText`. */
    readonly report?: FileFacts | undefined
    readonly ledger?: Manifest['ledger'] | undefined
    readonly checks?: Manifest['checks'] | undefined
  }

export async function createManifest(parts: ManifestParts): Promise<Manifest> {
  const { name, config, source, conversations, examples, models, outputs, lineage, report, ledger, checks } = parts
  const manifest = {
    schemaVersion: MANIFEST_VERSION,
    name,
    version: versionOf({ config, outputs, lineage }),
    finetap: await packageVersion(),
    config,
    source,
    conversations,
    examples,
    models,
    outputs,
    lineage,
    report: { file: REPORT_FILE, ...report },
    ...(ledger === undefined ? {} : { ledger }),
    ...(checks === undefined ? {} : { checks }),
  } as const
  return { ...manifest, checksum: checksumOf(manifest) }
}

function versionOf(content: object): string {
  return digest(sortedJson(JSON.parse(JSON.stringify(content)))).slice(0, VERSION_LENGTH)
}

/** The `checksum` that belongs into a manifest. */
export function checksumOf(manifest: object): string {
  const { checksum: _, ...rest } = JSON.parse(JSON.stringify(manifest))
  return hash('sha256', sortedJson(rest), 'hex')
}

async function packageVersion(): Promise<string> {
  // The same place seen from src and from dist. A bundler may have moved this module elsewhere.
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8').catch(() => '{}')
  const manifest: unknown = JSON.parse(text)
  return textField(manifest, 'name') === 'finetap' ? (textField(manifest, 'version') ?? 'unknown') : 'unknown'
}

/** The files that the text of a manifest lists, and the manifest itself; none when finetap did not write it. */
export function listManifestFiles(text: string): readonly string[] {
  let manifest: unknown
  try {
    manifest = JSON.parse(text)
  } catch {
    return []
  }
  if (field(manifest, 'schemaVersion') === undefined || textField(manifest, 'finetap') === undefined) return []
  const listed = [...listField(manifest, 'outputs'), field(manifest, 'lineage'), field(manifest, 'report')]
  return [MANIFEST_FILE, ...listed.flatMap((entry) => textField(entry, 'file') ?? []).filter(isInside)]
}

/** A manifest is a file that anyone can edit: what it lists is removed by the next build, so it may not lead outside. */
export function isInside(file: string): boolean {
  return /^[\w-]+(\/[\w-]+)?\.(jsonl|json|csv)$/.test(file)
}
