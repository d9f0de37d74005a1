import type { Json } from '../core/json.ts'
import type { Message } from '../core/message.ts'
import type { Tool } from '../core/tool.ts'
import type { DetectorSet } from './detector-set.ts'
import { isJsonSource, maskJsonSource } from './mask-json-source.ts'
import { maskJson, type MaskJsonOptions } from './mask-json.ts'
import { maskMessage } from './mask-message.ts'
import { maskTool } from './mask-tool.ts'
import type { Printer } from './printer.ts'
import { createReplacer } from './replacer.ts'

/**
 * Masks the texts of one conversation. In mode `numbered` it remembers which value has which number, so the same value
 * prints the same tag in every message, tool call and tool result.
 *
 * What holds nothing to mask comes back as the same object.
 */
export type RedactionScope = {
  /** A text that is a JSON object or list stays one. */
  readonly text: (text: string) => string
  /** False only when `text` gives the text back. Takes no memory, and little time. */
  readonly mayMask: (text: string) => boolean
  /** Masks all strings of a JSON value, keys included, and numbers whose name says that they are a phone, card or SSN. */
  readonly json: (value: Json) => Json
  /**
   * Masks texts, reasoning, tool arguments and results with their keys, files, sources, names and unknown parts, and what
   * arises where texts are joined over a picture. Roles, data URIs, ids of messages and calls, and tool names stay.
   */
  readonly message: (message: Message) => Message
  /** Masks descriptions, examples, defaults and names of properties; the name of the tool and `$schema` stay. */
  readonly tool: (tool: Tool) => Tool
  /** How often each detector's finds were replaced so far. */
  readonly counts: { readonly [detector: string]: number }
}

/** A tag is never found again, but it may join what stands around it to something new: the text is looked at again. */
const MOST_PASSES = 4
// Base64 and nothing behind it: any other text that begins with `data:` is searched like all texts.
const DATA_URI = /^data:[\w.+-]{0,64}(?:\/[\w.+-]{0,64})?(?:;[\w.+="-]{0,64}){0,8};base64,[\w+/=%.-]*$/
/** JSON within JSON within JSON … */
const MOST_LAYERS = 4
/** @param see is shown each text before it is masked */
export function createScope(detectors: DetectorSet, print: Printer, see?: (text: string) => void): RedactionScope {
  const { text: replace, number, joins, counts } = createReplacer(detectors, print)

  function text(original: string, name: string, layer: number): string {
    if (!detectors.mayFind(original, name)) return original
    if (original.startsWith('data:') && DATA_URI.test(original)) return original
    let masked = original
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const before = masked
      masked =
        layer < MOST_LAYERS && isJsonSource(before)
          ? maskJsonSource(before, { number, text: (inner, within = '') => text(inner, within, layer + 1) })
          : replace(before, name)
      if (masked === before || !detectors.mayFind(masked, name)) break
    }
    return masked
  }

  function maskSeen(original: string, name = ''): string {
    see?.(original)
    return text(original, name, 0)
  }

  function pieces(texts: readonly string[]): readonly string[] {
    let masked = texts
    for (let pass = 0; pass < MOST_PASSES && detectors.mayFind(masked.join(''), ''); pass += 1) {
      const before = masked
      masked = joins(before)
      if (masked === before) break
    }
    return masked
  }

  // A map from addresses is common, and names that a schema gave hold nothing to mask.
  const masking: MaskJsonOptions = { text: maskSeen, number, keys: 'mask' }
  return {
    text: (original) => maskSeen(original),
    mayMask: (original) => detectors.mayFind(original, ''),
    json: (value) => maskJson(value, masking),
    message: (message) => maskMessage(message, { ...masking, pieces }),
    tool: (tool) => maskTool(tool, masking),
    counts,
  }
}
