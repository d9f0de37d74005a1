import type { Store } from '../../core/store.ts'
import { FinetapError } from '../../core/errors.ts'
import { defined } from '../../core/field.ts'
import type { ForgottenInDataset } from '../../pipeline/forget/forget-in-datasets.ts'
import type { RebuildOptions } from '../../pipeline/forget/rebuild-options.ts'
import { figure } from '../../pipeline/report/figures.ts'
import { showProgress } from '../build/progress.ts'
import { stepOptionsOf } from '../build/options.ts'
import { givingBack } from '../small-heap.ts'
import type { Terminal } from '../terminal.ts'
import type { Given } from '../verb.ts'

/** What became of the wish to build a dataset anew. */
export type Rebuilt =
  /** `before`: the examples that it had. */
  | { readonly kind: 'built'; readonly version: string; readonly examples: number; readonly before: number }
  | { readonly kind: 'failed'; readonly why: string }

export type RebuildJob = {
  readonly held: ForgottenInDataset
  readonly options: RebuildOptions
  readonly store: Store
  readonly forgotten: ReadonlySet<string>
  readonly signal: AbortSignal
  readonly terminal: Terminal
}

/** How each dataset would be built anew, by itself and by the flags. */
export async function rebuildOptions(
  folders: readonly string[],
  given: Given,
): Promise<(folder: string) => RebuildOptions> {
  const { rebuildOptionsOf } = await import('../../pipeline/forget/rebuild-options.ts')
  const { consent, ...flags } = stepOptionsOf(given)
  const found = new Map<string, RebuildOptions>()
  const byFlags = new Map<string, RebuildOptions>()
  for (const folder of folders) {
    const alone = await rebuildOptionsOf(folder, defined({ consent }))
    const options =
      alone.kind === 'known' ? alone : await rebuildOptionsOf(folder, { ...flags, ...defined({ consent }) })
    found.set(folder, options)
    if (alone.kind === 'unknown' && options.kind === 'known') byFlags.set(folder, { ...alone, ...SEVERAL })
  }
  // Each was set in its own way, and the flags say one.
  if (byFlags.size > 1) for (const [folder, unknown] of byFlags) found.set(folder, unknown)
  return (folder) => found.get(folder) ?? SEVERAL
}

const SEVERAL = {
  kind: 'unknown',
  why: 'other datasets here had options of their own too, and the flags can be those of one alone: name one with --datasets',
} as const

/** Builds a dataset anew into its folder, unless that would take rows from it that nobody asked to forget. */
export async function rebuild({ held, options, store, forgotten, signal, terminal }: RebuildJob): Promise<Rebuilt> {
  const { generationsElsewhere } = await import('../../pipeline/forget/generations-elsewhere.ts')
  const { buildDataset } = await import('../../datasets.ts')
  const { readManifest } = await import('../../pipeline/output/read-manifest.ts')
  if (options.kind === 'unknown') return { kind: 'failed', why: options.why }
  try {
    const { asked, missing } = await generationsElsewhere(held.folder, store, forgotten)
    if (missing > 0) {
      const why = `of ${figure(asked)} model calls in it this log does not hold ${figure(missing)}: it was built from another log, or this one has lost them since`
      return { kind: 'failed', why }
    }
    signal.throwIfAborted()
    const onProgress = givingBack(showProgress(terminal))
    const { folder: to } = held
    // What is left may be nothing, and then the rows have to go all the same.
    const found = await readManifest(to)
    const before = found.kind === 'whole' ? found.manifest.examples : 0
    const { manifest } = await buildDataset({
      ...options.options,
      from: store,
      to,
      allowEmpty: true,
      signal,
      onProgress,
    })
    return { kind: 'built', version: manifest.version, examples: manifest.examples, before }
  } catch (error) {
    if (signal.aborted || !FinetapError.isInstance(error)) throw error
    return { kind: 'failed', why: error.message }
  }
}
