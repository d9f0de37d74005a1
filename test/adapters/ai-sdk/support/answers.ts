import { APICallError } from 'ai'
import type { Answer } from './majors.ts'

export function say(text: string): Answer {
  return { content: [{ type: 'text', text }] }
}

export function callTool(toolName: string, input: object = {}, toolCallId = 'c1'): Answer {
  return {
    content: [{ type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) }],
    finish: 'tool-calls',
  }
}

/** An error upon which the SDK tries again, at once. All majors know it by its shape. */
export function overloaded(): Error {
  return new APICallError({
    message: 'overloaded',
    url: 'http://127.0.0.1',
    requestBodyValues: {},
    statusCode: 529,
    isRetryable: true,
    responseHeaders: { 'retry-after-ms': '1' },
  })
}
