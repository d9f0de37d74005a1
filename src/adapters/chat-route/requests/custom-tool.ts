import { defined, field, textField } from '../../../core/field.ts'
import { isJsonObject } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Tool } from '../../../core/tool.ts'

const FIELDS: ReadonlySet<string> = new Set(['name', 'kind', 'description', 'parameters'])

/** True for a tool in the form of the record. */
export function isOwnTool(tool: unknown): boolean {
  if (!isJsonObject(tool) || textField(tool, 'name') === undefined) return false
  return Object.keys(tool).every((name) => FIELDS.has(name))
}

export function readOwnTool(tool: unknown): Tool {
  const schema = snapshotJson(field(tool, 'parameters'))
  const description = textField(tool, 'description')
  return {
    name: textField(tool, 'name') ?? '',
    ...(field(tool, 'kind') === 'provider' ? { kind: 'provider' } : {}),
    ...defined({ description, parameters: isJsonObject(schema) ? schema : undefined }),
  }
}
