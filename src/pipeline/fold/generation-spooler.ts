import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { textOf, type Message } from '../../core/message.ts'
import type { Base } from './continuations.ts'
import { conversationKey, conversationName } from './conversation-key.ts'
import { createFingerprinter, createToolsFingerprinter, instructs, type Fingerprinter } from './fingerprint.ts'
import { createLinks, type Link, type Root } from './links.ts'
import { createRecentSet, type RecentSet } from './recent-set.ts'
import { generationLine, nodeLine, toolsLine } from './spool-record.ts'
import type { Spool } from './spool.ts'
import type { Anchor, UnnamedCall } from './window-keys.ts'

/** Lists of tools that are remembered as spooled: those of so many conversations that go on side by side. */
const RECENT_TOOLS = 32_768

/** Characters of messages that are remembered: those of the conversations that go on side by side. */
const RECENT_CHARACTERS = 12_000_000

/** Who hears of the generations that are spooled. */
export type SpoolerListeners = {
  /** Where each answer stands, for generations that go on from it. */
  readonly answered: (generation: Generation, base: Base) => void
  /** Calls that belong to no named conversation. */
  readonly unnamed: (generation: Generation, call: UnnamedCall) => void
}

/**
 * Spools generations: each message once at its place, and a note of the call. What is forgotten of the messages
 * is spooled again.
 */
export function createGenerationSpooler(
  spool: Spool,
  { answered, unnamed }: SpoolerListeners,
  recentCharacters: number = RECENT_CHARACTERS,
): (generation: Generation, base?: Base | 'missing') => void {
  const fingerprint = createFingerprinter(recentCharacters / 4)
  const links = createLinks(fingerprint, recentCharacters)
  const spoolTools = createToolSpooler(spool, createRecentSet(RECENT_TOOLS))

  /** Finds the places of a chain of messages below `start`, and spools what is new of it. */
  function spoolChain(key: string, start: Link | Root, messages: readonly Message[]): readonly Link[] {
    let link = start
    const chain = messages.map((message) => (link = links.next(link, message)))
    for (const [index, place] of chain.entries()) {
      if (place.news === undefined) continue
      const parent = (chain[index - 1] ?? start).id
      const head = { id: place.id, parent, canonical: place.print.canonical, instructs: instructs(place) }
      spool.write(key, nodeLine(key, head, place.news))
      place.news = undefined
    }
    return chain
  }

  /** Finds the places of all that a call says, and spools what is new of it. */
  function spoolMessages(generation: Generation, known: Base | undefined) {
    const { messages, changesOpening } = behind(known, generation.request.messages, fingerprint)
    const name = known?.place ?? conversationName(generation, fingerprint)
    const start = links.rootOf(name, () => known?.place ?? conversationKey(name))
    const key = known?.key ?? start.id
    const places = spoolChain(key, start, messages)
    const leaf = places.at(-1) ?? start
    const answers = contentsOf(generation).flatMap((message) => spoolChain(key, leaf, [message]))
    for (const answer of answers) answer.isAnswer = true
    return { messages, changesOpening, key, places, leaf, answers }
  }

  return (generation, base) => {
    const known = typeof base === 'object' ? base : undefined
    const { messages, changesOpening, key, places, leaf, answers } = spoolMessages(generation, known)
    const depth = (known?.depth ?? 0) + messages.length
    const note = noteOf(generation, known)
    const isUnnamed = base === undefined && note.conversationId === undefined
    if (isUnnamed) {
      const goesOnFrom = lastAnswer(messages, places)
      unnamed(generation, { key, goesOnFrom, asked: places.at(-1)?.print, answers: answers.map(({ print }) => print) })
    }
    const { id: generationId, conversationId } = note
    const place = answers[0]?.id ?? leaf.id
    const opening = known === undefined || changesOpening ? openingOf(messages, places) : known.opening
    answered(generation, { generationId, conversationId, key, place, depth: depth + 1, opening })
    const written = {
      ...note,
      leaf: leaf.id,
      depth,
      answers: answers.map(({ id }) => id),
      tools: spoolTools(key, generation.request.tools),
      onlyAnswer: isUnnamed && isFirstCall(messages) ? onlyAnswerOf(answers) : undefined,
      newOpeningAfter: changesOpening ? known?.place : undefined,
      openings: datedOpening(messages, places),
      historyIsMissing: base === 'missing' ? true : undefined,
    }
    spool.write(key, generationLine(key, written))
  }
}

/** Spools lists of tools, each once for a conversation, and gives their ids. */
function createToolSpooler(spool: Spool, spooled: RecentSet) {
  const fingerprint = createToolsFingerprinter()
  return (key: string, tools: Generation['request']['tools']): string | undefined => {
    if (tools === undefined || tools.length === 0) return undefined
    const id = fingerprint(tools)
    const place = key + id
    if (!spooled.has(place)) {
      spooled.add(place)
      spool.write(key, toolsLine(key, id, JSON.stringify(tools)))
    }
    return id
  }
}

/** The messages that are new behind a base. A server keeps no system messages, so those in force are sent again. */
function behind(base: Base | undefined, messages: readonly Message[], fingerprint: Fingerprinter) {
  if (base === undefined) return { messages, changesOpening: false }
  const leading = messages.slice(0, lengthOfOpening(messages))
  const isSame = leading.map((message) => fingerprint(message).print.canonical).join() === base.opening
  return { messages: isSame ? messages.slice(leading.length) : messages, changesOpening: !isSame }
}

function openingOf(messages: readonly Message[], places: readonly Link[]): string {
  const leading = places.slice(0, lengthOfOpening(messages))
  return leading.map(({ print }) => print.canonical).join()
}

function lengthOfOpening(messages: readonly Message[]): number {
  const end = messages.findIndex((message) => !instructs(message))
  return end === -1 ? messages.length : end
}

/** True when only the instructions stand before what the user says. */
function isFirstCall(messages: readonly Message[]): boolean {
  return messages.at(-1)?.role === 'user' && lengthOfOpening(messages) === messages.length - 1
}

function onlyAnswerOf([answer, another]: readonly Link[]): string | undefined {
  return another === undefined && answer?.role === 'assistant' ? answer.print.canonical : undefined
}

/** The last answer in a history with the message before it; none where it is known to have been given there. */
function lastAnswer(messages: readonly Message[], places: readonly Link[]): Anchor | undefined {
  const index = messages.findLastIndex(({ role }) => role === 'assistant')
  const answer = places[index]
  if (answer === undefined || answer.isAnswer === true) return undefined
  return { before: index > lengthOfOpening(messages) ? places[index - 1]?.print : undefined, answer: answer.print }
}

/** The places of the instructions that these messages open with, when a date or time in them says when they were sent. */
function datedOpening(messages: readonly Message[], places: readonly Link[]): readonly string[] | undefined {
  const leading = places.slice(0, lengthOfOpening(messages))
  return leading.some(({ print }) => print.isDated) ? leading.map(({ id }) => id) : undefined
}

/** Whoever was to read the answer left before they had all of it, although the model went on. */
function statusOf({ status, delivered, response }: Generation): Generation['status'] {
  if (status !== 'ok' || delivered?.complete !== false) return status
  const length = response.messages.reduce((sum, message) => sum + textOf(message).length, 0)
  return length > 0 && delivered.chars >= length ? status : 'aborted'
}

/** What a note says of the call itself. */
function noteOf(generation: Generation, base: Base | undefined) {
  const { id, turnId, startedAt, response } = generation
  const ownConversationId = textField(generation, 'conversationId')
  return {
    id,
    turnId,
    startedAt,
    status: statusOf(generation),
    model: generation.model.responded ?? generation.model.requested,
    parentId: generation.parentId ?? base?.generationId,
    finishReason: response.finishReason,
    // Logs of other writers say null or '' for what is not known.
    conversationId: base === undefined ? ownConversationId : base.conversationId,
    ownConversationId: base === undefined ? undefined : ownConversationId,
    basedOn: base?.generationId,
    sessionId: textField(generation, 'sessionId'),
    userId: textField(generation, 'userId'),
    tenantId: textField(generation, 'tenantId'),
    lacksConsent: generation.consent === true ? undefined : true,
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
