import { field, listField, numberField, textField } from '../../core/field.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { OfferedTool, Turn, TurnMessage } from '../answering/turn.ts'
import type { Limits } from './script.ts'

// Readers of bodies that `problemWith` found no fault with.

export function readMessages(body: JsonObject): readonly TurnMessage[] {
  return listField(body, 'messages').map((message) => ({
    role: (textField(message, 'role') ?? '').toLowerCase(),
    content: textField(message, 'content') ?? '',
    hasImages: listField(message, 'images').length > 0,
  }))
}

export function readTools(body: JsonObject): readonly OfferedTool[] {
  return listField(body, 'tools').map((tool) => {
    const parameters = field(field(tool, 'function'), 'parameters')
    return {
      name: textField(field(tool, 'function'), 'name') ?? '',
      parameters: isJsonObject(parameters) ? parameters : {},
    }
  })
}

export function readForm(body: JsonObject): Pick<Turn, 'format' | 'think'> {
  const { format, think } = body
  return {
    format: format === 'json' || isJsonObject(format) ? format : undefined,
    think: think === true || typeof think === 'string',
  }
}

export function readLimits(body: JsonObject): Limits {
  const stop = listField(body['options'], 'stop').filter((end) => typeof end === 'string')
  return { numPredict: numberField(body['options'], 'num_predict') ?? 0, stop }
}
