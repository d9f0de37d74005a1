/**
 * Checks of the record: zod schemas of what the log holds, and `parseEvent` for files that finetap did not write.
 *
 * What decides what an event is about or whether something is trained is closed: `v`, `status`, `role`, targets,
 * selectors, decisions. What only describes is open, and what is not known is kept: fields, kinds of events, parts and
 * feedback, finish reasons, links, kinds of tools. So a later version can add without raising `v`.
 */
export { logEventSchema, logLineSchema } from './log-event.ts'
export { messageSchema } from './message.ts'
export { parseEvent, type ParsedEvent } from './parse-event.ts'
export type { Problem } from './problems.ts'
