import { defined, textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import type { Message } from '../../core/message.ts'
import { conversationKey } from './conversation-key.ts'
import { digest } from '../digest.ts'
import { readEvents, type EventSource } from '../event-source.ts'
import { createFingerprinter, createToolsFingerprinter, linkTo, type Fingerprint } from './fingerprint.ts'
import { createPacer } from '../pacer.ts'
import { createRecentSet } from './recent-set.ts'
import { countDamage, countEvent, emptySummary, type SourceSummary } from './source-summary.ts'
import { generationLine, nodeLine, toolsLine } from './spool-record.ts'
import { createSpool, type Partition, type Spool } from './spool.ts'

/** Places of messages that are remembered as spooled: the last one of so many conversations that go on side by side. */
const RECENT_NODES = 32_768

export type ScanOptions = {
  /** An empty folder for the spool. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((events: number) => void) | undefined
}

export type Scan = { readonly summary: SourceSummary; readonly partitions: readonly Partition[] }

/**
 * Reads a log once and spools its generations by conversation. Each message is spooled once at its place, although
 * every call sends the whole history; a message that was forgotten meanwhile is spooled again, which does no harm.
 */
export async function scanEvents(source: EventSource, options: ScanOptions): Promise<Scan> {
  const summary = emptySummary()
  const spool = createSpool(options.directory)
  const spoolGeneration = createGenerationSpooler(spool)
  const pace = createPacer(options.signal)
  const onDamage = countDamage.bind(undefined, summary)
  let partitions: readonly Partition[] = []
  try {
    for await (const event of readEvents(source, { onDamage, signal: options.signal })) {
      if (event.type === 'generation' && !isSpooled(event, spoolGeneration)) {
        onDamage({ reason: 'not_an_event', place: event.id, detail: 'nested too deep' })
        continue
      }
      countEvent(summary, event)
      const pause = pace()
      if (pause === undefined) continue
      options.onProgress?.(summary.events)
      await pause
    }
  } finally {
    partitions = spool.close()
  }
  options.onProgress?.(summary.events)
  return { summary, partitions }
}

/** False for JSON that is nested deeper than the call stack: a line of a foreign log, for the recorder cuts at 64 levels. */
function isSpooled(generation: Generation, spool: (generation: Generation) => void): boolean {
  try {
    spool(generation)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function createGenerationSpooler(spool: Spool): (generation: Generation) => void {
  const fingerprint = createFingerprinter()
  const fingerprintTools = createToolsFingerprinter()
  const spooled = createRecentSet(RECENT_NODES)

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

  function spoolTools(key: string, tools: Generation['request']['tools']): string | undefined {
    if (tools === undefined || tools.length === 0) return undefined
    const id = fingerprintTools(tools)
    const place = digest(key + id)
    if (!spooled.has(place)) {
      spooled.add(place)
      spool.write(key, toolsLine(key, id, JSON.stringify(tools)))
    }
    return id
  }

  return (generation) => {
    const { request, response } = generation
    const prints = request.messages.map(fingerprint)
    const key = conversationKey(generation, prints)
    const leaf = spoolChain(key, key, request.messages, prints).at(-1) ?? key
    const said = response.messages.filter(hasContent)
    const contents = said.length === 0 && generation.status === 'ok' ? response.messages : said
    const answers = contents.flatMap((message) => spoolChain(key, leaf, [message], [fingerprint(message)]))
    const { id, turnId, parentId, startedAt, status } = generation
    const model = generation.model.responded ?? generation.model.requested
    const labels = defined({
      parentId,
      finishReason: response.finishReason,
      // Logs of other writers say null or '' for what is not known.
      conversationId: textField(generation, 'conversationId'),
      sessionId: textField(generation, 'sessionId'),
      userId: textField(generation, 'userId'),
      tenantId: textField(generation, 'tenantId'),
    })
    const tools = defined({ tools: spoolTools(key, request.tools) })
    const place = { leaf, depth: request.messages.length, answers }
    spool.write(key, generationLine(key, { id, turnId, startedAt, status, model, ...labels, ...place, ...tools }))
  }
}

/** Something of an answer arrived. What a call without errors gave counts as an answer even when it is empty. */
function hasContent(message: Message): boolean {
  return message.parts.some((part) => {
    return part.type === 'text' || part.type === 'reasoning' ? part.text.trim() !== '' : true
  })
}
