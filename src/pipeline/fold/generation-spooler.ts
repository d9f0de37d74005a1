import { defined, textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import type { Message } from '../../core/message.ts'
import { digest } from '../digest.ts'
import type { Base } from './continuations.ts'
import { conversationKey } from './conversation-key.ts'
import { createFingerprinter, createToolsFingerprinter, linkTo, type Fingerprint } from './fingerprint.ts'
import { createRecentSet, type RecentSet } from './recent-set.ts'
import { generationLine, nodeLine, toolsLine, type GenerationNote } from './spool-record.ts'
import type { Spool } from './spool.ts'

/** Places of messages that are remembered as spooled: the last one of so many conversations that go on side by side. */
const RECENT_NODES = 32_768

/**
 * Spools generations: each message once at its place, and a note of the call.
 *
 * @param answered told where each answer stands, for generations that go on from it
 */
export function createGenerationSpooler(
  spool: Spool,
  answered: (generation: Generation, base: Base) => void,
): (generation: Generation, base?: Base | 'missing') => void {
  const fingerprint = createFingerprinter()
  const spooled = createRecentSet(RECENT_NODES)
  const spoolTools = createToolSpooler(spool, spooled)

  /** Spools what is new of a chain of messages below `parent`, and gives their places. */
  function spoolChain(
    key: string,
    parent: string,
    messages: readonly Message[],
    prints: readonly Fingerprint[],
  ): string[] {
    let place = parent
    const places = prints.map((print) => (place = linkTo(place, print)))
    // A message was spooled with or after all those before it, so the last one that is remembered vouches for them.
    const news = places.findLastIndex((id) => spooled.has(id)) + 1
    for (const [index, print] of prints.entries()) {
      const id = places[index]
      const message = messages[index]
      if (index >= news && id !== undefined && message !== undefined) {
        spooled.add(id)
        const head = { id, parent: places[index - 1] ?? parent, canonical: print.canonical }
        spool.write(key, nodeLine(key, head, print.json ?? JSON.stringify(message)))
      }
      print.json = undefined
    }
    return places
  }

  return (generation, base) => {
    const { request } = generation
    const known = typeof base === 'object' ? base : undefined
    const { messages, opening, changesOpening } = behind(known, request.messages, fingerprint)
    const prints = messages.map(fingerprint)
    const key = known?.key ?? conversationKey(generation, prints)
    const start = known?.place ?? key
    const leaf = spoolChain(key, start, messages, prints).at(-1) ?? start
    const answers = contentsOf(generation).flatMap((message) =>
      spoolChain(key, leaf, [message], [fingerprint(message)]),
    )
    const depth = (known?.depth ?? 0) + messages.length
    const note = noteOf(generation, known)
    const { id: generationId, conversationId } = note
    const place = answers[0] ?? leaf
    answered(generation, { generationId, conversationId, key, place, depth: depth + 1, opening })
    const links = {
      ...defined({ tools: spoolTools(key, request.tools), newOpeningAfter: changesOpening ? known?.place : undefined }),
      ...(base === 'missing' ? { historyIsMissing: true } : {}),
    }
    spool.write(key, generationLine(key, { ...note, leaf, depth, answers, ...links }))
  }
}

/** Spools lists of tools, each once for a conversation, and gives their ids. */
function createToolSpooler(spool: Spool, spooled: RecentSet) {
  const fingerprint = createToolsFingerprinter()
  return (key: string, tools: Generation['request']['tools']): string | undefined => {
    if (tools === undefined || tools.length === 0) return undefined
    const id = fingerprint(tools)
    const place = digest(key + id)
    if (!spooled.has(place)) {
      spooled.add(place)
      spool.write(key, toolsLine(key, id, JSON.stringify(tools)))
    }
    return id
  }
}

/** The messages that are new behind a base. A server keeps no system messages, so those in force are sent again. */
function behind(base: Base | undefined, messages: readonly Message[], fingerprint: (message: Message) => Fingerprint) {
  const end = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer')
  const leading = messages.slice(0, end === -1 ? messages.length : end)
  const opening = leading.map((message) => fingerprint(message).canonical).join()
  const isSame = base !== undefined && opening === base.opening
  const news = isSame ? messages.slice(leading.length) : messages
  return { messages: news, opening, changesOpening: base !== undefined && !isSame }
}

/** Whoever was to read the answer stopped it, although the model went on. */
function statusOf({ status, delivered }: Generation): Generation['status'] {
  return status === 'ok' && delivered?.complete === false ? 'aborted' : status
}

type NoteWithoutPlace = Omit<GenerationNote, 'leaf' | 'depth' | 'answers'>

function noteOf(generation: Generation, base: Base | undefined): NoteWithoutPlace {
  const { id, turnId, startedAt, response } = generation
  const ownConversationId = textField(generation, 'conversationId')
  return {
    id,
    turnId,
    startedAt,
    status: statusOf(generation),
    model: generation.model.responded ?? generation.model.requested,
    ...defined({
      parentId: generation.parentId ?? base?.generationId,
      finishReason: response.finishReason,
      // Logs of other writers say null or '' for what is not known.
      conversationId: base === undefined ? ownConversationId : base.conversationId,
      ownConversationId: base === undefined ? undefined : ownConversationId,
      basedOn: base?.generationId,
      sessionId: textField(generation, 'sessionId'),
      userId: textField(generation, 'userId'),
      tenantId: textField(generation, 'tenantId'),
    }),
  }
}

/** The choices that hold something. What a call without errors gave counts as an answer even when it is empty. */
function contentsOf({ response, status }: Generation): readonly Message[] {
  const said = response.messages.filter(hasContent)
  return said.length === 0 && status === 'ok' ? response.messages : said
}

function hasContent(message: Message): boolean {
  return message.parts.some((part) => {
    return part.type === 'text' || part.type === 'reasoning' ? part.text.trim() !== '' : true
  })
}
