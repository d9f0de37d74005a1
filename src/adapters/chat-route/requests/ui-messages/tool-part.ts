import { field, textField } from '../../../../core/field.ts'
import type { Part } from '../../../../core/message.ts'
import { toPart } from '../../../ai-sdk/content.ts'
import { other } from './part.ts'

/** True for a tool call on a page, at whatever stage. */
export function isToolPart(part: unknown): boolean {
  if (textField(part, 'toolCallId') === undefined || textField(part, 'state') === undefined) return false
  const type = textField(part, 'type') ?? ''
  return type.startsWith('tool-') || (type === 'dynamic-tool' && textField(part, 'toolName') !== undefined)
}

/**
 * The call, behind it the result of a tool that the provider ran; nothing while its input still comes. Questions for an
 * approval are between the app and its user.
 */
export function toCall(part: unknown): readonly Part[] {
  const state = field(part, 'state')
  if (state === 'input-streaming') return []
  const isRun = isOfProvider(part)
  const call = toPart({
    type: 'tool-call',
    ...callOf(part),
    input: inputOf(part),
    ...(isRun && { providerExecuted: true }),
  })
  return isRun && hasEnded(state) ? [call, toResult(part, outputOf(part))] : [call]
}

/** What the app gives back to the model: the tool's result, or that the user denied it. */
export function toResults(part: unknown): readonly Part[] {
  const state = field(part, 'state')
  const approval = field(part, 'approval')
  const approved = field(approval, 'approved')
  const reason = textField(approval, 'reason')
  const results: Part[] = []
  if (isOfProvider(part) && typeof approved === 'boolean')
    results.push(other('tool-approval-response', { approvalId: field(approval, 'id'), approved, reason }))
  if (state === 'approval-responded' && approved === false)
    results.push(toResult(part, { type: 'execution-denied', ...(reason === undefined ? {} : { reason }) }))
  if (isOfProvider(part)) return results
  if (state === 'output-denied')
    results.push(toResult(part, { type: 'error-text', value: reason ?? 'Tool call execution denied.' }))
  if (hasEnded(state)) results.push(toResult(part, outputOf(part)))
  return results
}

function toResult(part: unknown, output: unknown): Part {
  return toPart({ type: 'tool-result', ...callOf(part), output })
}

type Call = { readonly toolCallId: string | undefined; readonly toolName: string | undefined }

function callOf(part: unknown): Call {
  const type = textField(part, 'type') ?? ''
  const toolName = type === 'dynamic-tool' ? textField(part, 'toolName') : type.slice('tool-'.length)
  return { toolCallId: textField(part, 'toolCallId'), toolName }
}

function isOfProvider(part: unknown): boolean {
  return field(part, 'providerExecuted') === true
}

function hasEnded(state: unknown): boolean {
  return state === 'output-available' || state === 'output-error'
}

// Of an input that is no JSON there is only the text.
function inputOf(part: unknown): unknown {
  return field(part, 'input') ?? (field(part, 'state') === 'output-error' ? field(part, 'rawInput') : undefined) ?? ''
}

function outputOf(part: unknown): unknown {
  if (field(part, 'state') === 'output-error') return { type: 'error-text', value: field(part, 'errorText') ?? '' }
  return { type: 'json', value: field(part, 'output') ?? null }
}
