import { defined, field } from '../../core/field.ts'
import type { GenerationLabels } from '../../core/generation.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import { activeContext } from '../../middleware/context.ts'
import { toLabel } from '../../middleware/labels.ts'

// Ids under the names that LangChain, LangGraph and LangSmith use.
const CONVERSATION = ['thread_id', 'threadId', 'conversation_id', 'conversationId']
const SESSION = ['session_id', 'sessionId']
const USER = ['user_id', 'userId']
const IDS: ReadonlySet<string> = new Set([...CONVERSATION, ...SESSION, ...USER])

// What the frameworks themselves put there.
const OWN_KEYS = /^(ls_|lc_|langgraph_|checkpoint_|__)|^(versions|run_id|task_id|assistant_id|graph_id|created_by)$/
const OWN_TAGS = /^(seq:step|map:key|retry:attempt|condition|branch|graph:step|langsmith:|langgraph)/

/**
 * Labels from what the app gave LangChain as `metadata` and `tags` of a run: thread, session and user ids by their usual
 * names; other keys become metadata. What the app said to finetap itself wins.
 */
export function labelsOf(given: { readonly metadata: unknown; readonly tags: unknown }): GenerationLabels {
  const { metadata } = given
  const said = activeContext()?.labels
  const own = ownMetadata(metadata)
  const tags = ownTags(given.tags)
  return {
    ...defined({
      conversationId: said?.conversationId ?? firstLabel(metadata, CONVERSATION),
      sessionId: said?.sessionId ?? firstLabel(metadata, SESSION),
      userId: said?.userId ?? firstLabel(metadata, USER),
    }),
    ...(own === undefined ? {} : { metadata: { ...own, ...said?.metadata } }),
    ...(tags.length === 0 ? {} : { tags }),
  }
}

function ownTags(tags: unknown): readonly string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string' && !OWN_TAGS.test(tag)) : []
}

function firstLabel(metadata: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const label = toLabel(field(metadata, key))
    if (label !== undefined) return label
  }
  return undefined
}

function ownMetadata(metadata: unknown): JsonObject | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  let own: { [key: string]: unknown } | undefined
  for (const [key, value] of Object.entries(metadata)) {
    if (value === undefined || isFrameworks(key)) continue
    own = { ...own, [key]: value }
  }
  const copy = own === undefined ? undefined : snapshotJson(own)
  return isJsonObject(copy) ? copy : undefined
}

function isFrameworks(key: string): boolean {
  // Nearly all keys of a call begin so, and this is much faster than the pattern.
  return key.startsWith('ls_') || IDS.has(key) || OWN_KEYS.test(key)
}
