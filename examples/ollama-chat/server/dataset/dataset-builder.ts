import { FinetapError } from 'finetap'
import { buildDataset, formatNames, type BuildReport, type BuiltDataset } from 'finetap/pipeline'
import { previewFormat, type FormatView } from './preview.ts'
import { keptConversations } from './kept.ts'
import { removeDataset } from './remove-dataset.ts'
import type { LogSummary } from './log-summary.ts'
import type { WatchedStore } from './watched-store.ts'

/** A dataset of the log, as far as the page shows it. */
export type Built = {
  readonly report?: BuildReport
  readonly formats: readonly FormatView[]
  readonly kept: { readonly rows: number; readonly conversations: number }
  readonly problem?: string
}

/** Builds a dataset when somebody looks, one at a time, and not again before the log has changed. */
export type DatasetBuilder = {
  readonly build: () => Promise<Built>
  /** The one before, while a build is under way. */
  readonly latest: () => Built | undefined
}

export type BuilderOptions = {
  readonly watched: WatchedStore
  readonly summary: LogSummary
  /** The folder of the dataset. */
  readonly to: string
}

export function createDatasetBuilder(options: BuilderOptions): DatasetBuilder {
  const { version } = options.watched
  let latest: { readonly version: number; readonly built: Built } | undefined
  let running: Promise<Built> | undefined

  async function rebuild(): Promise<Built> {
    // Read before the build: what comes during it is for the next one.
    const from = version()
    const built = await buildAll(options)
    latest = { version: from, built }
    return built
  }

  return {
    latest: () => latest?.built,
    async build() {
      for (;;) {
        if (latest?.version === version()) return latest.built
        // One under way may have begun before the change that the caller knows of.
        const wanted = version()
        await (running ??= rebuild().finally(() => (running = undefined)))
        if (latest !== undefined && latest.version >= wanted) return latest.built
      }
    },
  }
}

const NOTHING = { formats: [], kept: { rows: 0, conversations: 0 } }

async function buildAll({ watched, summary, to }: BuilderOptions): Promise<Built> {
  const formats = formatNames.map((name) => ({ name, rows: 0, preview: [] }))
  // Rows of what is no longer in the log must not stay behind.
  const remove = async (): Promise<Built> => {
    await removeDataset(to)
    return { ...NOTHING, formats }
  }
  try {
    // Where nothing passes the filters yet, the page shows why.
    const built = await buildDataset({ from: watched.store, to, formats: formatNames, allowEmpty: true })
    return built.report.generations.read === 0 ? await remove() : await describe(built, summary)
  } catch (error) {
    if (isEmptyLog(error)) return remove()
    return { ...NOTHING, formats, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** True when there is nothing to build from: no call was captured. */
export function isEmptyLog(error: unknown): boolean {
  return FinetapError.isInstance(error) && (error.code === 'log_missing' || error.code === 'log_empty')
}

async function describe({ report, files }: BuiltDataset, summary: LogSummary): Promise<Built> {
  const formats = await Promise.all(report.formats.map((counts) => previewFormat(counts, files)))
  const conversations = await keptConversations(files, summary)
  return { report, formats, kept: { rows: report.examples.kept, conversations } }
}
