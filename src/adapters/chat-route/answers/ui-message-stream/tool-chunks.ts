import { defined, field, textField } from '../../../../core/field.ts'
import type { Json } from '../../../../core/json.ts'
import { sizeOfPart } from '../../../../core/size.ts'
import { snapshotJson } from '../../../../core/snapshot.ts'
import { toolCallPart } from '../../../../middleware/accumulator.ts'
import type { ToolEntry } from './entry.ts'
import type { Steps } from './steps.ts'

// In the words by which the SDK tells the model.
const DENIED = 'Tool call execution denied.'

/** Takes in a chunk of a tool call: true when it holds something, undefined when it is of none. */
export function readTool(type: string, chunk: unknown, steps: Steps): boolean | undefined {
  switch (type) {
    case 'tool-input-start':
      entryOf(chunk, steps)
      return false
    case 'tool-input-delta':
      return addInput(entryOf(chunk, steps), field(chunk, 'inputTextDelta'), steps)
    case 'tool-input-available':
      return setInput(entryOf(chunk, steps), chunk, steps)
    case 'tool-input-error':
      setInput(entryOf(chunk, steps), chunk, steps)
      return setResult(entryOf(chunk, steps), { result: field(chunk, 'errorText'), isError: true }, steps)
    case 'tool-output-available':
      return setResult(resultEntryOf(chunk, steps), { result: field(chunk, 'output'), isError: false }, steps)
    case 'tool-output-error':
      return setResult(resultEntryOf(chunk, steps), { result: field(chunk, 'errorText'), isError: true }, steps)
    case 'tool-approval-request':
    case 'tool-approval-response':
    case 'tool-output-denied':
      return readConsent(type, chunk, steps)
    default:
      return undefined
  }
}

/** Of what somebody was asked and answered only a refusal goes to the model, in place of a result. */
function readConsent(type: string, chunk: unknown, steps: Steps): boolean {
  if (type === 'tool-approval-request') {
    const entry = resultEntryOf(chunk, steps)
    steps.open.set(`approval ${textField(chunk, 'approvalId') ?? ''}`, entry)
    return false
  }
  if (type === 'tool-approval-response') {
    const entry = steps.open.get(`approval ${textField(chunk, 'approvalId') ?? ''}`)
    if (entry?.kind !== 'tool' || entry.isProviders || field(chunk, 'approved') !== false) return false
    const reason = textField(chunk, 'reason')
    entry.denial = reason
    return setResult(entry, { result: { type: 'execution-denied', ...defined({ reason }) }, isError: false }, steps)
  }
  const entry = resultEntryOf(chunk, steps)
  return !entry.isProviders && setResult(entry, { result: entry.denial ?? DENIED, isError: true }, steps)
}

function addInput(entry: ToolEntry, delta: unknown, steps: Steps): boolean {
  if (typeof delta !== 'string' || delta === '') return false
  steps.grow(delta.length)
  entry.pieces.push(delta)
  return true
}

function setInput(entry: ToolEntry, chunk: unknown, steps: Steps): true {
  const input = field(chunk, 'input')
  const { id, name } = entry
  entry.call = toolCallPart({ id, name, arguments: typeof input === 'string' ? input : snapshotJson(input ?? {}) })
  steps.grow(sizeOfPart(entry.call))
  entry.pieces.length = 0
  return true
}

function setResult(entry: ToolEntry, given: { result: unknown; isError: boolean }, steps: Steps): true {
  const before = entry.result === undefined ? 0 : sizeOfPart(entry.result)
  const result: Json = snapshotJson(given.result)
  entry.result = { type: 'tool_result', id: entry.id, result, ...(given.isError ? { isError: true } : {}) }
  // A tool that tells how far it is sends many results, each in the place of the one before.
  steps.grow(Math.max(0, sizeOfPart(entry.result) - before))
  return true
}

/** The call that a chunk is about, in the step under way. */
function entryOf(chunk: unknown, steps: Steps): ToolEntry {
  const id = textField(chunk, 'toolCallId') ?? ''
  const known = steps.tool(id)
  const isAnew = field(chunk, 'type') === 'tool-input-start' && known?.result !== undefined
  const entry = known === undefined || isAnew || known.isOfEarlier ? addEntry(id, false, steps) : known
  entry.name = textField(chunk, 'toolName') ?? entry.name
  if (field(chunk, 'providerExecuted') === true) entry.isProviders = true
  return entry
}

/** The call that a chunk gives the result of. It may have been made by an earlier answer. */
function resultEntryOf(chunk: unknown, steps: Steps): ToolEntry {
  const id = textField(chunk, 'toolCallId') ?? ''
  const entry = steps.tool(id) ?? addEntry(id, true, steps)
  if (field(chunk, 'providerExecuted') === true) entry.isProviders = true
  return entry
}

function addEntry(id: string, isOfEarlier: boolean, steps: Steps): ToolEntry {
  steps.grow(id.length)
  const entry: ToolEntry = {
    kind: 'tool',
    id,
    name: '',
    pieces: [],
    call: undefined,
    isProviders: false,
    isOfEarlier,
    result: undefined,
    denial: undefined,
  }
  steps.add(entry)
  return entry
}
