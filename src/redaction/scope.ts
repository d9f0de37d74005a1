import type { Json } from '../core/json.ts'
import type { Message } from '../core/message.ts'
import type { Tool } from '../core/tool.ts'
import type { Detector } from './detector.ts'
import { maskJson } from './mask-json.ts'
import { maskMessage } from './mask-message.ts'
import { maskTool } from './mask-tool.ts'
import { findAll, type Finding } from './overlaps.ts'

/** `tag`: every value prints `[EMAIL]`. `numbered`: a second distinct value prints `[EMAIL_2]`. */
export type RedactionMode = 'tag' | 'numbered'

/**
 * Masks the texts of one conversation. In mode `numbered` it remembers which value has which number, so the same value
 * prints the same tag in every message, tool call and tool result.
 *
 * What holds nothing to mask comes back as the same object.
 */
export type RedactionScope = {
  readonly text: (text: string) => string
  /** Masks all strings of a JSON value, keys included. */
  readonly json: (value: Json) => Json
  /**
   * Masks texts, reasoning, tool arguments and results, file and source addresses, names and unknown parts. Ids, roles,
   * tool names, argument names and data URIs stay.
   */
  readonly message: (message: Message) => Message
  /** Masks descriptions, examples and defaults of a tool; its names and `$schema` stay. */
  readonly tool: (tool: Tool) => Tool
  /** How often each detector's finds were replaced so far. */
  readonly counts: { readonly [detector: string]: number }
}

/** A tag is never found again, but it may join what stands around it to something new: the text is looked at again. */
const MOST_PASSES = 4
// Base64 and nothing behind it: any other text that begins with `data:` is searched like all texts.
const DATA_URI = /^data:[\w.+-]{0,64}(?:\/[\w.+-]{0,64})?(?:;[\w.+="-]{0,64}){0,8};base64,[\w+/=%.-]*$/

export function createScope(detectors: readonly Detector[], mode: RedactionMode): RedactionScope {
  const counts: Record<string, number> = {}
  const numbers = new Map<string, Map<string, number>>()

  function text(original: string): string {
    if (DATA_URI.test(original)) return original
    let masked = original
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const findings = findAll(detectors, masked)
      if (findings.length === 0) break
      masked = replace(masked, findings)
    }
    return masked
  }

  function replace(original: string, findings: readonly Finding[]): string {
    let masked = ''
    let from = 0
    for (const { start, end, detector } of findings) {
      counts[detector.name] = (counts[detector.name] ?? 0) + 1
      masked += original.slice(from, start) + tagOf(detector, original.slice(start, end))
      from = end
    }
    return masked + original.slice(from)
  }

  function tagOf({ tag, key }: Detector, value: string): string {
    if (mode === 'tag') return `[${tag}]`
    const known = numbers.get(tag) ?? new Map<string, number>()
    numbers.set(tag, known)
    const same = key === undefined ? value : key(value)
    const number = known.get(same) ?? known.size + 1
    known.set(same, number)
    return number === 1 ? `[${tag}]` : `[${tag}_${number}]`
  }

  return {
    text,
    json: (value) => maskJson(value, { text, keys: 'mask' }),
    message: (message) => maskMessage(message, text),
    tool: (tool) => maskTool(tool, text),
    counts,
  }
}
