import type { Store } from '../../core/store.ts'
import type { ForgottenInDataset } from '../../pipeline/forget/forget-in-datasets.ts'
import type { RebuildOptions } from '../../pipeline/forget/rebuild-options.ts'
import { figure } from '../../pipeline/report/figures.ts'
import type { Address } from '../address.ts'
import type { Terminal } from '../terminal.ts'
import type { Given } from '../verb.ts'
import { buildCommand } from './build-command.ts'
import { commandWithFlags } from './missing-flags.ts'
import { rebuild, rebuildOptions, type Rebuilt } from './rebuild.ts'
import { whomOf } from './whom.ts'

export type InDatasets = {
  readonly address: Address
  readonly store: Store
  readonly given: Given
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** A dataset that held forgotten rows, for `--json`. */
export type DatasetLine = {
  readonly folder: string
  readonly examples: number
  readonly uncertain?: string
  readonly revoked: boolean
  readonly failure?: string
  readonly rebuilt?: Rebuilt
}

/**
 * Marks the datasets of `--datasets` that hold forgotten rows, tells how to build them anew, and does so with `--rebuild`.
 *
 * @param ids of generations that are forgotten now, or would be
 */
export async function forgetInFolders(ids: readonly string[], room: InDatasets): Promise<readonly DatasetLine[]> {
  const { given, store, terminal, signal } = room
  const { forgetInDatasets } = await import('../../pipeline/forget/forget-in-datasets.ts')
  const forgotten = new Set([...ids, ...(await forgottenBefore(store))])
  const dryRun = given.isOn('dry-run')
  const datasets = given.texts('datasets')
  const held = await forgetInDatasets({ datasets, generationIds: forgotten, reason: given.text('reason'), dryRun })
  if (held.length === 0) terminal.say(`finetap: no dataset in ${datasets.join(', ')} holds anything that is forgotten`)
  const lines: DatasetLine[] = []
  const optionsOf = await rebuildOptions(
    held.map(({ folder }) => folder),
    given,
  )
  for (const one of held) {
    signal.throwIfAborted()
    terminal.say(`finetap: ${stateOf(one, dryRun)}`)
    const options = optionsOf(one.folder)
    const isRebuilt = given.isOn('rebuild') && !dryRun
    const rebuilt = isRebuilt ? await rebuild({ held: one, options, store, forgotten, signal, terminal }) : undefined
    tellEnd(one, { rebuilt, options, room })
    lines.push(lineOf(one, rebuilt))
  }
  return lines
}

/** The ids that earlier erasures of the log name: a dataset may hold those, too. */
async function forgottenBefore(store: Store): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const event of store.read({ types: ['erasure'] })) {
    if (event.type === 'erasure') ids.push(...(event.targets ?? []))
  }
  return ids
}

type Ending = { readonly rebuilt: Rebuilt | undefined; readonly options: RebuildOptions; readonly room: InDatasets }

/** What went wrong is told under `--quiet`, too. */
function tellEnd(one: ForgottenInDataset, { rebuilt, options, room }: Ending): void {
  const isFailed = rebuilt?.kind === 'failed'
  const tell = isFailed ? room.terminal.warn : room.terminal.say
  tell(`finetap: ${rebuilt === undefined ? wayOut(one, options, room) : endOf(one, rebuilt)}`)
  const command = flagsFor(one, options, room)
  if (command !== undefined) tell(`finetap:   give the flags that the build had: ${command}`)
}

/** What to run where flags can say what is in no manifest. */
function flagsFor({ folder }: ForgottenInDataset, options: RebuildOptions, room: InDatasets): string | undefined {
  if (options.kind === 'known' || options.missing === undefined) return undefined
  return commandWithFlags(options.missing, { address: room.address, folder, whom: whomOf(room.given) })
}

function stateOf({ folder, examples, uncertain, revocation, failure }: ForgottenInDataset, dryRun: boolean): string {
  const holds = `${folder} holds ${figure(examples.length)} examples with forgotten rows`
  const doubt = uncertain === undefined ? '' : `, perhaps more: ${uncertain}`
  if (dryRun) return `${holds}${doubt}`
  const mark = revocation === undefined ? `it could not be marked: ${failure ?? ''}` : 'it is marked as taken back'
  return `${holds}${doubt}; ${mark}`
}

function wayOut({ folder }: ForgottenInDataset, options: RebuildOptions, { address, given }: InDatasets): string {
  if (options.kind === 'unknown') return `  to build it anew takes the call that built it: ${options.why}`
  const again = given.isOn('rebuild') ? 'it would be built anew with' : 'to build it anew, add --rebuild, or run'
  return `  ${again} ${buildCommand(address, folder, options.options)}`
}

function endOf({ folder }: ForgottenInDataset, rebuilt: Rebuilt): string {
  if (rebuilt.kind === 'built') {
    const { version, examples, before } = rebuilt
    return `  built anew: ${version} with ${figure(examples)} examples (${figure(before)} before; what came since is in it)`
  }
  return `  not built anew: ${rebuilt.why}; ${folder} stays marked: build it yourself, or remove it`
}

function lineOf(
  { folder, examples, uncertain, revocation, failure }: ForgottenInDataset,
  rebuilt?: Rebuilt,
): DatasetLine {
  return {
    folder,
    examples: examples.length,
    ...(uncertain === undefined ? {} : { uncertain }),
    revoked: revocation !== undefined && rebuilt?.kind !== 'built',
    ...(failure === undefined ? {} : { failure }),
    ...(rebuilt === undefined ? {} : { rebuilt }),
  }
}
