import { field, listField, textField } from '../../../core/field.ts'

/** The instructions and messages of an event, as a list in the shape of a prompt. */
export function promptOf(event: unknown): readonly unknown[] {
  const instructions = field(event, 'instructions') ?? field(event, 'system')
  return [...systemMessages(instructions), ...listField(event, 'messages')]
}

function systemMessages(instructions: unknown): readonly unknown[] {
  if (typeof instructions === 'string') return [{ role: 'system', content: instructions }]
  if (Array.isArray(instructions)) return instructions
  return instructions === undefined || instructions === null ? [] : [instructions]
}

/** The tools of an ai 6 event, which are the app's own, in the shape in which models get them. */
export function toolsOf(event: unknown): readonly unknown[] {
  const tools = field(event, 'tools')
  if (typeof tools !== 'object' || tools === null) return []
  const active = field(event, 'activeTools')
  const offered = Object.entries(tools).filter(([name]) => !Array.isArray(active) || active.includes(name))
  return offered.map(([name, tool]) => toolOf(name, tool))
}

function toolOf(name: string, tool: unknown): unknown {
  const type = textField(tool, 'type')
  if (type?.startsWith('provider') === true) return { type, name, args: field(tool, 'args') }
  const inputSchema = jsonSchemaOf(field(tool, 'inputSchema'))
  return { type: 'function', name, description: field(tool, 'description'), inputSchema }
}

/** The SDK's own schemas carry their JSON Schema; others make it when asked, if their library knows the standard. */
function jsonSchemaOf(schema: unknown): unknown {
  const ready = field(schema, 'jsonSchema')
  if (ready !== undefined) return ready
  const input = field(field(field(schema, '~standard'), 'jsonSchema'), 'input')
  if (typeof input !== 'function') return undefined
  try {
    const made: unknown = Reflect.apply(input, undefined, [{ target: 'draft-07' }])
    return made
  } catch {
    return undefined
  }
}
