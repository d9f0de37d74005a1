import { createHash } from 'node:crypto'
import type { JsonObject } from '../core/json.ts'
import { FAQ } from './faq/faq.ts'

export const DEMO_MODEL_NAME = 'finetap-demo:faq'
export const DEMO_MODEL_VERSION = '0.0.0-finetap-demo'

/** What `GET /` says, where a model server says its name. */
export const GREETING = 'finetap demo model (not Ollama)'

/** What the demo model says of itself in `/api/tags`, `/api/ps` and `/api/show`. */
export type ModelCard = {
  readonly listed: JsonObject
  readonly running: JsonObject
  readonly shown: JsonObject
}

const DETAILS = {
  parent_model: '',
  format: 'faq',
  family: 'retrieval',
  families: ['retrieval'],
  parameter_size: '0B',
  quantization_level: 'none',
}
const CAPABILITIES = ['completion', 'tools', 'thinking']

/** Size and digest are those of the FAQ as UTF-8 JSON: there are no weights. */
export function describeModel(modifiedAt: Date): ModelCard {
  const content = Buffer.from(JSON.stringify(FAQ))
  const identity = {
    name: DEMO_MODEL_NAME,
    model: DEMO_MODEL_NAME,
    modified_at: modifiedAt.toISOString(),
    size: content.length,
    digest: createHash('sha256').update(content).digest('hex'),
    details: DETAILS,
  }
  const { modified_at: _, ...running } = identity
  return {
    listed: { ...identity, capabilities: CAPABILITIES },
    running: { ...running, size_vram: 0 },
    shown: {
      license: 'MIT, as part of finetap',
      modelfile: '# finetap demo model: answers are looked up in a bundled FAQ, there are no weights to build from\n',
      parameters: '',
      template: '',
      details: DETAILS,
      model_info: {
        'general.architecture': 'retrieval',
        'general.parameter_count': 0,
        'retrieval.entries': FAQ.reduce((count, { entries }) => count + entries.length, 0),
        'retrieval.languages': ['en', 'de'],
      },
      capabilities: CAPABILITIES,
      modified_at: identity.modified_at,
    },
  }
}
