import { Low, LowSync } from 'lowdb'
import { documentAdapter, syncDocumentAdapter, type DocumentFile } from './adapter.ts'
import { createDraft, type Draft, type DraftPlace } from './draft.ts'
import type { Committed, LogFile } from './log-file.ts'
import { documentOf, type LogDocument } from './log-document.ts'

/** The file was changed, or the lock lost, while a version was on its way. */
export const CHANGED: Error = new Error('the document was changed by somebody else at the same moment')

/** Makes the versions of a document, one draft after the other. */
export type Drafting = {
  /** The draft of the next version. It is a new one when what it was made of is not what stands in the file. */
  readonly prepare: () => { readonly draft: Draft; readonly isNew: boolean }
  /** Gives up what the draft has beyond the file. */
  drop(): void
  /** Resolves when the disk has the version, unless it is over by then. */
  write(draft: Draft, isOver: () => boolean): Promise<void>
  writeSync(draft: Draft): void
}

export function createDrafting(file: LogFile, place: DraftPlace): Drafting {
  const { path, printer } = place
  let draft: Draft | undefined
  let base: Committed | undefined

  function documentFile(made: Draft, isOver: () => boolean): DocumentFile<LogDocument> {
    const state = made.state()
    const version = {
      backup: made.hasErased() ? ('same' as const) : (base?.backup ?? 'previous'),
      isWanted() {
        if (isOver()) return false
        if (file.isOurs()) return true
        throw CHANGED
      },
      onReplaced(fingerprint: string) {
        base = file.replaced(state, fingerprint)
        made.written()
      },
    }
    return { path, read: () => documentOf(state), print: printer.print, version }
  }

  return {
    prepare() {
      const committed = file.prepare()
      if (draft !== undefined && committed === base) return { draft, isNew: false }
      base = committed
      draft = createDraft(committed.state, place)
      return { draft, isNew: true }
    },
    drop() {
      draft = undefined
    },
    async write(made, isOver) {
      // Nothing new: all of it was there.
      if (made.state().entries === base?.state.entries) return
      await new Low(documentAdapter(documentFile(made, isOver)), documentOf(made.state())).write()
    },
    writeSync(made) {
      new LowSync(syncDocumentAdapter(documentFile(made, () => false)), documentOf(made.state())).write()
    },
  }
}
