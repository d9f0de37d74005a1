import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { Erasure, ErasureSelector } from '../../src/core/erasure.ts'
import type { Feedback, FeedbackTarget } from '../../src/core/feedback.ts'
import type { Gap } from '../../src/core/gap.ts'
import type * as generation from '../../src/core/generation.ts'
import type { LogEvent, OtherEvent } from '../../src/core/log-event.ts'
import type * as message from '../../src/core/message.ts'
import type { Review, ReviewTarget } from '../../src/core/review.ts'
import type { Tool } from '../../src/core/tool.ts'
import type * as erasureSchemas from '../../src/schema/erasure.ts'
import type * as feedbackSchemas from '../../src/schema/feedback.ts'
import { jsonObject } from '../../src/schema/field-values.ts'
import type { gapSchema } from '../../src/schema/gap.ts'
import type * as generationSchemas from '../../src/schema/generation.ts'
import type { logEventSchema, otherEventSchema } from '../../src/schema/log-event.ts'
import type { messageSchema } from '../../src/schema/message.ts'
import { namedTarget } from '../../src/schema/named-target.ts'
import { nounSchema } from '../../src/schema/noun-schema.ts'
import { openChoice } from '../../src/schema/open-choice.ts'
import type * as partSchemas from '../../src/schema/part.ts'
import type { requestSchema } from '../../src/schema/request.ts'
import type * as responseSchemas from '../../src/schema/response.ts'
import type { reviewSchema, reviewTargetSchema } from '../../src/schema/review.ts'
import { taggedUnion } from '../../src/schema/tagged-union.ts'
import type { toolSchema } from '../../src/schema/tool.ts'

/** A type without `readonly` and without the index signature that lets unknown fields through. */
type Named<Noun> = Noun extends unknown
  ? { -readonly [Key in keyof Noun as string extends Key ? never : Key]: Noun[Key] }
  : never
type Parsed<Schema extends z.ZodType> = Named<z.output<Schema>>

test('what a schema gives is the noun of core, nothing wider and nothing narrower', () => {
  expectTypeOf<Parsed<typeof messageSchema>>().toEqualTypeOf<Named<message.Message>>()
  expectTypeOf<Parsed<typeof partSchemas.partSchema>>().toEqualTypeOf<Named<message.Part>>()
  expectTypeOf<Parsed<typeof partSchemas.textPartSchema>>().toEqualTypeOf<Named<message.TextPart>>()
  expectTypeOf<Parsed<typeof partSchemas.reasoningPartSchema>>().toEqualTypeOf<Named<message.ReasoningPart>>()
  expectTypeOf<Parsed<typeof partSchemas.toolCallPartSchema>>().toEqualTypeOf<Named<message.ToolCallPart>>()
  expectTypeOf<Parsed<typeof partSchemas.toolResultPartSchema>>().toEqualTypeOf<Named<message.ToolResultPart>>()
  expectTypeOf<Parsed<typeof partSchemas.filePartSchema>>().toEqualTypeOf<Named<message.FilePart>>()
  expectTypeOf<Parsed<typeof partSchemas.sourcePartSchema>>().toEqualTypeOf<Named<message.SourcePart>>()
  expectTypeOf<Parsed<typeof partSchemas.otherPartSchema>>().toEqualTypeOf<Named<message.OtherPart>>()
  expectTypeOf<Parsed<typeof toolSchema>>().toEqualTypeOf<Named<Tool>>()
  expectTypeOf<Parsed<typeof generationSchemas.generationSchema>>().toEqualTypeOf<Named<generation.Generation>>()
  expectTypeOf<Parsed<typeof generationSchemas.sourceSchema>>().toEqualTypeOf<Named<generation.GenerationSource>>()
  expectTypeOf<Parsed<typeof generationSchemas.modelSchema>>().toEqualTypeOf<Named<generation.ModelIdentity>>()
  expectTypeOf<Parsed<typeof generationSchemas.redactionSchema>>().toEqualTypeOf<Named<generation.RedactionNote>>()
  expectTypeOf<Parsed<typeof requestSchema>>().toEqualTypeOf<Named<generation.GenerationRequest>>()
  expectTypeOf<Parsed<typeof responseSchemas.responseSchema>>().toEqualTypeOf<Named<generation.GenerationResponse>>()
  expectTypeOf<Parsed<typeof responseSchemas.usageSchema>>().toEqualTypeOf<Named<generation.Usage>>()
  expectTypeOf<Parsed<typeof responseSchemas.deliveredSchema>>().toEqualTypeOf<Named<generation.Delivered>>()
  expectTypeOf<Parsed<typeof responseSchemas.generationErrorSchema>>().toEqualTypeOf<
    Named<generation.GenerationError>
  >()
  expectTypeOf<Parsed<typeof feedbackSchemas.feedbackSchema>>().toEqualTypeOf<Named<Feedback>>()
  expectTypeOf<Parsed<typeof feedbackSchemas.feedbackTargetSchema>>().toEqualTypeOf<Named<FeedbackTarget>>()
  expectTypeOf<Parsed<typeof reviewSchema>>().toEqualTypeOf<Named<Review>>()
  expectTypeOf<Parsed<typeof reviewTargetSchema>>().toEqualTypeOf<Named<ReviewTarget>>()
  expectTypeOf<Parsed<typeof erasureSchemas.erasureSchema>>().toEqualTypeOf<Named<Erasure>>()
  expectTypeOf<Parsed<typeof erasureSchemas.erasureSelectorSchema>>().toEqualTypeOf<Named<ErasureSelector>>()
  expectTypeOf<Parsed<typeof gapSchema>>().toEqualTypeOf<Named<Gap>>()
  expectTypeOf<Parsed<typeof otherEventSchema>>().toEqualTypeOf<Named<OtherEvent>>()
  expectTypeOf<Parsed<typeof logEventSchema>>().toEqualTypeOf<Named<LogEvent>>()
})

// The exported types of the schemas come from core, so the lines above cannot see a field that only one side has. The
// functions that the schemas are built with can: each line below is a drift that must not compile.
describe('a schema that drifts from its noun does not compile', () => {
  const tool = nounSchema<Tool>()
  const name = z.string()
  const kind = openChoice(['function', 'provider']).exactOptional()
  const description = z.string().exactOptional()
  const parameters = jsonObject.exactOptional()

  test('as long as they agree, it does', () => {
    expectTypeOf(tool({ name, kind, description, parameters })).toBeObject()
  })

  test('a field that only core has', () => {
    // @ts-expect-error `name` is missing
    expectTypeOf(tool({ kind, description, parameters })).toBeObject()
    // @ts-expect-error `description` is missing
    expectTypeOf(tool({ name, kind, parameters })).toBeObject()
  })

  test('a field that only the schema has', () => {
    // @ts-expect-error the noun has no such field
    expectTypeOf(tool({ name, kind, description, parameters, more: name })).toBeObject()
    // @ts-expect-error the noun has no such field
    expectTypeOf(tool({ name, kind, description, parameters, more: description })).toBeObject()
  })

  test('a field that is optional on one side', () => {
    // @ts-expect-error optional in the schema
    expectTypeOf(tool({ name: description, kind, description, parameters })).toBeObject()
    // @ts-expect-error optional in core
    expectTypeOf(tool({ name, kind, description: name, parameters })).toBeObject()
    // @ts-expect-error absent is not undefined
    expectTypeOf(tool({ name, kind, description: name.optional(), parameters })).toBeObject()
  })

  test('a field with other values', () => {
    const narrow = z.enum(['function']).exactOptional()
    const openNarrow = openChoice(['function']).exactOptional()
    const openWide = openChoice(['function', 'provider', 'person']).exactOptional()
    // @ts-expect-error another type
    expectTypeOf(tool({ name: z.number(), kind, description, parameters })).toBeObject()
    // @ts-expect-error any text
    expectTypeOf(tool({ name, kind: description, description, parameters })).toBeObject()
    // @ts-expect-error a word too few
    expectTypeOf(tool({ name, kind: narrow, description, parameters })).toBeObject()
    // @ts-expect-error a word too few
    expectTypeOf(tool({ name, kind: openNarrow, description, parameters })).toBeObject()
    // @ts-expect-error a word too many
    expectTypeOf(tool({ name, kind: openWide, description, parameters })).toBeObject()
  })

  test('a union with a variant too few or too many', () => {
    type Round = { type: 'round'; radius: number }
    type Square = { type: 'square'; side: number }
    const round = nounSchema<Round>()({ type: z.literal('round'), radius: z.number() })
    const square = nounSchema<Square>()({ type: z.literal('square'), side: z.number() })
    expectTypeOf(taggedUnion<Round | Square, 'type'>('type', { round, square })).toBeObject()
    // @ts-expect-error a variant is missing
    expectTypeOf(taggedUnion<Round | Square, 'type'>('type', { round })).toBeObject()
    // @ts-expect-error no such variant
    expectTypeOf(taggedUnion<Round | Square, 'type'>('type', { round, square, oval: square })).toBeObject()
    // @ts-expect-error the wrong variant
    expectTypeOf(taggedUnion<Round | Square, 'type'>('type', { round, square: round })).toBeObject()
  })

  test('a target with an id too few or too many', () => {
    type Target = { userId: string } | { tenantId: string }
    expectTypeOf(namedTarget<Target>({ userId: '', tenantId: '' })).toBeObject()
    // @ts-expect-error an id is missing
    expectTypeOf(namedTarget<Target>({ userId: '' })).toBeObject()
    // @ts-expect-error no such id
    expectTypeOf(namedTarget<Target>({ userId: '', tenantId: '', id: '' })).toBeObject()
  })
})
