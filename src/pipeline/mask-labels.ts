import type { Example, ExampleMessage } from '../core/example.ts'
import type { Message, Part } from '../core/message.ts'
import type { Tool } from '../core/tool.ts'
import { mapUnlessSame } from '../redaction/mask-json.ts'

type Mask = (label: string) => string

const ROLES: ReadonlySet<string> = new Set(['system', 'developer', 'user', 'assistant', 'tool'])
/** A tag that masking prints. */
const TAG = /\[([A-Z][A-Z_]*(?:_\d+)?)\]/g
const DIGEST = /^[\da-f]{64}$/i
/** What has no place in the name of a tool. */
const NO_NAME = /[^\w-]+/g

/**
 * The example with the ids of its tool calls, the names of its tools and of its models masked. A call and its result keep one
 * id, a call and its tool one name, and what was different stays so. Most labels hold nothing: then it is the same object.
 */
export function maskLabels(example: Example, mask: Mask): Example {
  const id = labelMask(mask, (label) => label)
  const name = labelMask(mask, (label) => label.replaceAll(TAG, '$1').replaceAll(NO_NAME, '_'))
  const messages = mapUnlessSame(example.messages, (entry) => maskEntry(entry, id, name, mask))
  const tools = example.tools === undefined ? undefined : mapUnlessSame(example.tools, (tool) => maskTool(tool, name))
  if (messages === example.messages && tools === example.tools) return example
  return { ...example, messages, ...(tools === undefined ? {} : { tools }) }
}

/** True when one of the labels that `maskLabels` masks is such a one. */
export function someLabel(example: Example, isSuch: (label: string) => boolean): boolean {
  for (const { message, origin } of example.messages) {
    if (origin !== undefined && isSuch(origin.model)) return true
    if (message.id !== undefined && isSuch(message.id)) return true
    if (!ROLES.has(message.role) && isSuch(message.role)) return true
    for (const part of message.parts) if (isSuchPart(part, isSuch)) return true
  }
  return example.tools?.some(({ name }) => isSuch(name)) === true
}

function isSuchPart(part: Part, isSuch: (label: string) => boolean): boolean {
  switch (part.type) {
    case 'tool_call':
      return isSuch(part.id) || isSuch(part.name)
    case 'tool_result':
      return isSuch(part.id) || (part.name !== undefined && isSuch(part.name))
    case 'file':
      return part.sha256 !== undefined && isSuch(part.sha256)
    case 'source':
      return part.id !== undefined && isSuch(part.id)
    default:
      return false
  }
}

/** Asks once for each label. Two that would become one are numbered. */
function labelMask(mask: Mask, shape: Mask): Mask {
  const known = new Map<string, string>()
  const taken = new Set<string>()
  return (label) => {
    const before = known.get(label)
    if (before !== undefined) return before
    const masked = mask(label)
    const shaped = masked === label ? label : shape(masked)
    let free = shaped
    for (let count = 2; free !== label && taken.has(free); count += 1) free = `${shaped}_${count}`
    taken.add(free)
    known.set(label, free)
    return free
  }
}

function maskEntry(entry: ExampleMessage, id: Mask, name: Mask, mask: Mask): ExampleMessage {
  const { origin } = entry
  const message = maskMessage(entry.message, id, name, mask)
  const model = origin === undefined ? '' : mask(origin.model)
  if (origin === undefined || model === origin.model) return message === entry.message ? entry : { ...entry, message }
  return { ...entry, message, origin: { ...origin, model } }
}

function maskMessage(message: Message, id: Mask, name: Mask, mask: Mask): Message {
  const parts = mapUnlessSame(message.parts, (part) => maskPart(part, id, name, mask))
  const own = message.id === undefined ? undefined : mask(message.id)
  // A role that is none may be anything.
  const role = ROLES.has(message.role) ? message.role : mask(message.role)
  if (parts === message.parts && own === message.id && role === message.role) return message
  return Object.assign({ ...message, parts, ...(own === undefined ? {} : { id: own }) }, { role })
}

function maskPart(part: Part, id: Mask, name: Mask, mask: Mask): Part {
  switch (part.type) {
    case 'tool_call': {
      const [newId, newName] = [id(part.id), name(part.name)]
      return newId === part.id && newName === part.name ? part : { ...part, id: newId, name: newName }
    }
    case 'tool_result': {
      const [newId, newName] = [id(part.id), part.name === undefined ? undefined : name(part.name)]
      if (newId === part.id && newName === part.name) return part
      return { ...part, id: newId, ...(newName === undefined ? {} : { name: newName }) }
    }
    case 'file':
      return part.sha256 === undefined || DIGEST.test(part.sha256) ? part : { ...part, sha256: mask(part.sha256) }
    case 'source':
      return part.id === undefined || mask(part.id) === part.id ? part : { ...part, id: mask(part.id) }
    default:
      return part
  }
}

function maskTool(tool: Tool, name: Mask): Tool {
  const masked = name(tool.name)
  return masked === tool.name ? tool : { ...tool, name: masked }
}
