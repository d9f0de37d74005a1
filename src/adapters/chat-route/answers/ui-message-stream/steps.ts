import { defined, listField, textField } from '../../../../core/field.ts'
import type { Message } from '../../../../core/message.ts'
import { sizeOfPart } from '../../../../core/size.ts'
import type { Entry, ToolEntry } from './entry.ts'
import { toMessages, type Segment } from './messages.ts'
import { toUserPart } from './parts.ts'

/** The steps of an answer, each of them one call of the model and what its tools gave back. */
export type Steps = {
  /** Told how much memory is taken. Throws when that is too much. */
  readonly grow: (characters: number) => void
  begin(): void
  /** Forgets what the step under way holds: it is done anew. */
  reset(): void
  /** The user has said something while the model answered. */
  steer(message: unknown): void
  add(entry: Entry): void
  /** Text and thought under way, by kind and id. */
  readonly open: Map<string, Entry>
  /** The last tool call of this id. */
  tool(id: string): ToolEntry | undefined
  /** Parts that replace each other, by their kind and id. */
  named(name: string): Entry | undefined
  /** All that has come. `id` goes on the messages of the assistant. */
  messages(id: string | undefined): readonly Message[]
}

export function createSteps(grow: (characters: number) => void): Steps {
  const open = new Map<string, Entry>()
  const known = new Map<string, Entry>()
  const segments: Segment[] = []
  let entries: Entry[] = []
  segments.push({ entries })

  function begin(): void {
    grow(0)
    entries = []
    segments.push({ entries })
  }
  return {
    grow,
    open,
    begin,
    reset() {
      for (const entry of entries) if (known.get(keyOf(entry)) === entry) known.delete(keyOf(entry))
      entries.length = 0
      open.clear()
    },
    steer(given) {
      const parts = listField(given, 'parts').map(toUserPart)
      grow(parts.reduce((size, part) => size + sizeOfPart(part), 0))
      segments.push({ said: { role: 'user', parts, ...defined({ id: textField(given, 'id') }) } })
      begin()
    },
    add(entry) {
      entries.push(entry)
      if (entry.kind === 'tool' || entry.kind === 'part') known.set(keyOf(entry), entry)
    },
    tool(id) {
      const entry = known.get(`tool ${id}`)
      return entry?.kind === 'tool' ? entry : undefined
    },
    named: (name) => known.get(`part ${name}`),
    messages: (id) => toMessages(segments, id),
  }
}

function keyOf(entry: Entry): string {
  if (entry.kind === 'tool') return `tool ${entry.id}`
  return entry.kind === 'part' ? `part ${entry.name}` : entry.kind
}
