import type { Feedback } from '../../core/feedback.ts'
import type { Generation } from '../../core/generation.ts'
import { timeOf, type LogEvent } from '../../core/log-event.ts'
import type { Message, Part } from '../../core/message.ts'
import { plainText } from '../plain-text.ts'
import type { Terminal } from '../terminal.ts'

type Paint = Terminal['style']

const COLOURS = { system: 'yellow', developer: 'yellow', user: 'green', assistant: 'cyan', tool: 'dim' } as const

/**
 * Makes a printer of events for people. Of a generation it shows what is new since the answer before, as chat apps send
 * the whole history with each call, and what came back.
 */
export function createConversationView(paint: Paint): (event: LogEvent) => string {
  return (event) => {
    switch (event.type) {
      case 'generation':
        return generationView(event, paint)
      case 'feedback':
        return `${headOf(event, 'feedback', paint)}\n${indented(feedbackText(event))}\n`
      case 'review':
        return `${headOf(event, `review: ${event.decision} ${Object.values(event.target).join(' ')}`, paint)}\n`
      case 'gap':
        return `${headOf(event, `gap: ${JSON.stringify(event.dropped)}`, paint)}\n`
      case 'erasure':
        return `${headOf(event, `erasure of ${event.targets?.length ?? 0} ids`, paint)}\n`
      case 'other':
        return `${headOf(event, event.kind, paint)}\n`
    }
  }
}

function generationView(generation: Generation, paint: Paint): string {
  const { conversationId, model, status, durationMs, usage, request, response } = generation
  const facts = [
    conversationId ?? generation.id,
    model.responded ?? model.requested,
    status,
    durationMs === undefined ? '' : `${Math.round(durationMs)} ms`,
    usage?.outputTokens === undefined ? '' : `${usage.outputTokens} tokens`,
  ]
  const start = request.messages.findLastIndex(({ role }) => role === 'assistant') + 1
  const earlier = start === 0 ? [] : [paint('dim', `  … ${start} messages before`)]
  const messages = [...request.messages.slice(start), ...response.messages].map((message) => said(message, paint))
  const failure = generation.error === undefined ? [] : [`  error: ${plainText(generation.error.message)}`]
  const head = headOf(generation, facts.filter((fact) => fact !== '').join(' · '), paint)
  return [head, ...earlier, ...messages, ...failure, ''].join('\n')
}

function headOf(event: LogEvent, text: string, paint: Paint): string {
  return paint('bold', oneLine(`${timeOf(event)} ${text}`.trim()))
}

function said({ role, parts }: Message, paint: Paint): string {
  const text = parts.map(partText).filter((part) => part !== '')
  return `  ${paint(COLOURS[role] ?? 'dim', oneLine(role))}\n${indented(text.join('\n'))}`
}

function partText(part: Part): string {
  switch (part.type) {
    case 'text':
      return part.text
    case 'reasoning':
      return `(thinks) ${part.text}`
    case 'tool_call':
      return `(calls ${part.name}) ${part.argumentsRaw ?? JSON.stringify(part.arguments)}`
    case 'tool_result':
      return `(result${part.isError === true ? ', failed' : ''}) ${JSON.stringify(part.result)}`
    case 'file':
      return `(file ${part.mediaType}) ${part.filename ?? part.sha256 ?? part.fileId ?? part.uri?.slice(0, 80) ?? ''}`
    case 'source':
      return `(source) ${part.title ?? ''} ${part.uri ?? ''}`
    case 'other':
      return `(${part.kind})`
    default:
      // A part type of a later version of the record reaches this line at run time.
      return '(a part of an unknown type)'
  }
}

function feedbackText({ kind, value, comment, correction, target }: Feedback): string {
  const lines = [`${kind} ${value} on ${Object.values(target).join(' ')}`, comment, correction]
  return lines.filter((line) => line !== undefined).join('\n')
}

function indented(text: string): string {
  return plainText(text)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

function oneLine(text: string): string {
  return plainText(text).replaceAll('\n', ' ')
}
