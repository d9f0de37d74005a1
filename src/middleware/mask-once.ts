import { jsonEqual } from '../core/json.ts'
import type { Message, Part } from '../core/message.ts'
import { sampleKey } from '../core/sample-key.ts'
import { sizeOfMessage } from '../core/size.ts'
import type { Tool } from '../core/tool.ts'
import type { RedactionScope, Redactor } from '../redaction/index.ts'
import { createSeen } from './seen.ts'

/** How much text of histories is remembered, in characters. */
const MEMORY = 4 * 1_024 * 1_024

/** How often each detector found something. */
type Counts = RedactionScope['counts']

type Masked<Value> = { readonly masked: Value; readonly counts: Counts }

/** Masks messages and tools, each once: chat apps send the whole history with each call. */
export type MaskOnce = {
  /** Counts go to `add`. Equal messages come back as one object. */
  message(message: Message, add: (counts: Counts) => void): Message
  tool(tool: Tool, add: (counts: Counts) => void): Tool
}

/** @param redactor must mask equal texts equally, whatever it masked before */
export function createMaskOnce(redactor: Redactor): MaskOnce {
  const messages = createSeen<Message, Masked<Message>>({
    keyOf: keyOfMessage,
    isEqual: isSameMessage,
    sizeOf: sizeOfMessage,
    memory: MEMORY,
  })
  const tools = createSeen<Tool, Masked<Tool>>({
    keyOf: ({ name, description = '' }) => sampleKey(sampleKey(0, name), description),
    isEqual: jsonEqual,
    sizeOf: sizeOfTool,
    memory: MEMORY,
  })
  return {
    message(message, add) {
      const known = messages.get(message)
      const result = known ?? mask(message, (scope) => scope.message(message))
      if (known === undefined) messages.set(message, result)
      add(result.counts)
      return result.masked
    },
    tool(tool, add) {
      const known = tools.get(tool)
      const result = known ?? mask(tool, (scope) => scope.tool(tool))
      if (known === undefined) tools.set(tool, result)
      add(result.counts)
      return result.masked
    },
  }

  function mask<Value>(value: Value, run: (scope: RedactionScope) => Value): Masked<Value> {
    const scope = redactor.begin()
    return { masked: run(scope), counts: scope.counts }
  }
}

function keyOfMessage({ role, parts }: Message): number {
  let key = sampleKey(parts.length, role)
  for (const part of parts) {
    if (part.type === 'text') key = sampleKey(key, part.text)
    else if ('id' in part && part.id !== undefined) key = sampleKey(key, part.id)
  }
  return key
}

function isSameMessage(a: Message, b: Message): boolean {
  if (fieldsOf(a) > 2 || fieldsOf(b) > 2) return jsonEqual(a, b)
  if (a.role !== b.role || a.parts.length !== b.parts.length) return false
  return a.parts.every((part, index) => isSamePart(part, b.parts[index]))
}

// Nearly all parts are texts and nothing else, and comparing them is all that a long history costs.
function isSamePart(a: Part, b: Part | undefined): boolean {
  if (a.type !== 'text' || b?.type !== 'text' || fieldsOf(a) > 2 || fieldsOf(b) > 2) return jsonEqual(a, b)
  return a.text === b.text
}

function fieldsOf(value: object): number {
  return Object.keys(value).length
}

function sizeOfTool(tool: Tool): number {
  return 256 + (tool.description?.length ?? 0) + JSON.stringify(tool.parameters ?? null).length
}
