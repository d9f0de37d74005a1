import { defined, field, listField, textField } from '../../core/field.ts'
import { isJsonObject } from '../../core/json.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import type { Tool } from '../../core/tool.ts'

/** The tools that a model is offered: in the shapes of OpenAI, Anthropic, Google, and LangChain's own. */
export function toTools(tools: readonly unknown[]): readonly Tool[] {
  return tools.flatMap((tool) => {
    const declared = listField(tool, 'functionDeclarations')
    return declared.length > 0 ? declared.map(toFunction) : [toTool(tool)]
  })
}

function toTool(tool: unknown): Tool {
  const definition = field(tool, 'function')
  if (definition !== undefined) return toFunction(definition)
  const type = textField(tool, 'type')
  const isProvided = type !== undefined && type !== 'function' && type !== 'custom' && schemaOf(tool) === undefined
  return isProvided ? { name: textField(tool, 'name') ?? type, kind: 'provider' } : toFunction(tool)
}

function toFunction(definition: unknown): Tool {
  const schema = schemaOf(definition)
  const parameters = schema === undefined ? undefined : snapshotJson(schema)
  return {
    name: textField(definition, 'name') ?? '',
    ...defined({
      description: textField(definition, 'description'),
      parameters: isJsonObject(parameters) ? parameters : undefined,
    }),
  }
}

function schemaOf(definition: unknown): unknown {
  const schema = field(definition, 'parameters') ?? field(definition, 'input_schema') ?? field(definition, 'schema')
  // A schema of zod is no JSON Schema.
  return field(schema, '_zod') === undefined && field(schema, '_def') === undefined ? schema : undefined
}
