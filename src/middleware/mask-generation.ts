import type { Generation, GenerationRequest, GenerationResponse } from '../core/generation.ts'
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import type { Message } from '../core/message.ts'
import { snapshotJson } from '../core/snapshot.ts'
import type { Tool } from '../core/tool.ts'
import type { RedactionScope } from '../redaction/index.ts'
import type { MaskOnce } from './mask-once.ts'

type Counts = { [detector: string]: number }

/** Everything of one generation that is masked goes through here, so that it is counted. */
type Masking = {
  readonly message: (message: Message) => Message
  readonly tool: (tool: Tool) => Tool
  readonly text: (text: string) => string
  readonly json: (value: Json) => Json
}

/**
 * A generation with its texts masked, and a note of what was. What holds nothing to mask is not copied.
 *
 * @param once masks messages and tools where equal ones were masked before
 */
export function maskGeneration(generation: Generation, scope: RedactionScope, once: MaskOnce | undefined): Generation {
  const counts: Counts = {}
  const add = (more: RedactionScope['counts']): void => addCounts(counts, more)
  const masking: Masking = {
    message: once === undefined ? scope.message : (message) => once.message(message, add),
    tool: once === undefined ? scope.tool : (tool) => once.tool(tool, add),
    text: scope.text,
    json: scope.json,
  }
  const masked = {
    ...generation,
    request: maskRequest(generation.request, masking),
    response: maskResponse(generation.response, masking),
    ...maskRest(generation, masking),
  }
  add(scope.counts)
  const rules = Object.keys(counts)
  return rules.length === 0 ? masked : { ...masked, redaction: { rules, counts } }
}

function maskRequest(request: GenerationRequest, masking: Masking): GenerationRequest {
  const { messages, tools, params, responseFormat, toolChoice } = request
  return {
    ...request,
    messages: messages.map(masking.message),
    ...(tools === undefined ? {} : { tools: tools.map(masking.tool) }),
    ...(params === undefined ? {} : { params: maskObject(params, masking) }),
    ...(responseFormat === undefined ? {} : { responseFormat: maskJson(responseFormat, masking) }),
    ...(toolChoice === undefined ? {} : { toolChoice: maskJson(toolChoice, masking) }),
  }
}

function maskResponse(response: GenerationResponse, masking: Masking): GenerationResponse {
  const { messages, warnings, finishReasonRaw } = response
  return {
    ...response,
    messages: messages.map(masking.message),
    ...(warnings === undefined ? {} : { warnings: warnings.map((warning) => maskJson(warning, masking)) }),
    ...(finishReasonRaw === undefined ? {} : { finishReasonRaw: masking.text(finishReasonRaw) }),
  }
}

function maskRest({ usage, tags, error, metadata, ext }: Generation, masking: Masking): Partial<Generation> {
  return {
    ...(usage?.raw === undefined ? {} : { usage: { ...usage, raw: maskJson(usage.raw, masking) } }),
    ...(tags === undefined ? {} : { tags: tags.map(masking.text) }),
    ...(error === undefined ? {} : { error: { ...error, message: masking.text(error.message) } }),
    ...(metadata === undefined ? {} : { metadata: maskObject(metadata, masking) }),
    ...(ext === undefined ? {} : { ext: maskObject(ext, masking) }),
  }
}

// Copied, because an adapter may hand over what is deeper than masking reaches.
function maskJson(value: Json, masking: Masking): Json {
  return masking.json(snapshotJson(value))
}

function maskObject(value: JsonObject, masking: Masking): JsonObject {
  const masked = maskJson(value, masking)
  return isJsonObject(masked) ? masked : {}
}

function addCounts(counts: Counts, more: RedactionScope['counts']): void {
  for (const detector of Object.keys(more)) counts[detector] = (counts[detector] ?? 0) + (more[detector] ?? 0)
}
