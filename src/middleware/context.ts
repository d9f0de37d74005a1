import { AsyncLocalStorage } from 'node:async_hooks'
import { FinetapError } from '../core/errors.ts'
import { defined, field } from '../core/field.ts'
import type { GenerationLabels } from '../core/generation.ts'
import type { OuterCall } from './call.ts'
import { LABEL_NAMES } from './label-names.ts'
import { mergeLabels, toLabel } from './labels.ts'
import type { RouteScope } from './route-scope.ts'

/** What an app says about the calls made inside `withContext`. */
export type CaptureContext = GenerationLabels & {
  /** Joins all calls inside to one turn. Without it finetap tells turns apart by itself. */
  readonly turnId?: string
  /** `false`: calls inside are not captured; they count as `unsampled`. */
  readonly capture?: boolean
  /** Takes a promise that resolves when a call made inside is written: for hosts that stop when they have answered. */
  readonly waitUntil?: (written: Promise<void>) => unknown
}

/** A context in force. Its identity tells one `withContext` from another with the same content. */
export type ActiveContext = {
  readonly labels: CaptureContext
  /** One object for all contexts within the one that gave the `turnId`. */
  readonly turn: object | undefined
  /** The answer of the app's route that is being made. */
  readonly route: RouteScope | undefined
  /** Stands for it where it is remembered beyond its time, and holds nothing. */
  readonly scope: object
}

/** The call that a door above captures, or `left out` when a door above decided that nothing is to be captured. */
export type Outer = OuterCall | 'left out' | undefined

type Frame = { readonly context: ActiveContext | undefined; readonly outer: Outer }

// On globalThis, so that contexts reach adapters of a second copy of the package in the same process.
const STORAGE_KEY = Symbol.for('finetap.context.v1')

/**
 * Runs `run` with `context` in force, also for everything it starts. Contexts nest: the inner one adds and overrides.
 *
 * @throws FinetapError `bad_option` when there is nothing to run, or the context is none
 */
export function withContext<Result>(context: CaptureContext, run: () => Result): Result {
  if (typeof run !== 'function') {
    const fix = 'pass the function that makes the calls, such as () => generateText(…)'
    throw new FinetapError('bad_option', { what: `withContext was given ${typeof run} in place of a function`, fix })
  }
  checkContext(context)
  const outer = activeContext()
  const given = contextOf(context)
  const turn = given.turnId === undefined ? outer?.turn : {}
  return runIn(within(outer, given, turn), run)
}

/**
 * Runs the code of a route. Its labels are asked for at each call, because what a body says is known only when the app has
 * parsed it.
 */
export function withRoute<Result>(route: RouteScope, labels: () => CaptureContext, run: () => Result): Result {
  return withRouteBelow(outerCall(), { route, labels }, run)
}

/** As `withRoute`, where `above` is what a door above the route does with the calls in it. */
export function withRouteBelow<Result>(
  above: Outer,
  { route, labels }: { readonly route: RouteScope; readonly labels: () => CaptureContext },
  run: () => Result,
): Result {
  return storage().run({ context: new RouteContext(route, labels), outer: above }, run)
}

// Classes, here and below: an object literal with a getter gets a shape of its own from V8, which lives, with all that the
// getter leads to, until a full collection of garbage.
class RouteContext implements ActiveContext {
  readonly route: RouteScope
  readonly scope: object = {}
  readonly #around: ActiveContext | undefined = activeContext()
  readonly #labels: () => CaptureContext
  #known:
    | { readonly around: CaptureContext | undefined; readonly own: CaptureContext; readonly sum: CaptureContext }
    | undefined

  constructor(route: RouteScope, labels: () => CaptureContext) {
    this.route = route
    this.#labels = labels
  }

  get turn(): object | undefined {
    return this.#around?.turn
  }

  get labels(): CaptureContext {
    const around = this.#around?.labels
    const own = this.#labels()
    // Every call asks several times.
    if (this.#known === undefined || this.#known.own !== own || this.#known.around !== around) {
      this.#known = { around, own, sum: addTo(around, contextOf(own)) }
    }
    return this.#known.sum
  }
}

function runIn<Result>(context: ActiveContext, run: () => Result): Result {
  return storage().run({ context, outer: outerCall() }, run)
}

/** A copy of what the app says, because it may change its object later, as far as it can be meant. */
function contextOf(context: CaptureContext): CaptureContext {
  const capture = field(context, 'capture')
  return {
    ...mergeLabels(isObject(context) ? context : undefined),
    ...defined({
      turnId: toLabel(field(context, 'turnId')),
      waitUntil: isObject(context) ? context.waitUntil : undefined,
      // Anything but a clear answer leaves that of the outer context in force.
      capture: typeof capture === 'boolean' ? capture : undefined,
    }),
  }
}

function within(outer: ActiveContext | undefined, given: CaptureContext, turn: object | undefined): ActiveContext {
  if (outer?.route !== undefined) return new ContextInRoute(outer, given, turn)
  return { labels: addTo(outer?.labels, given), turn, route: undefined, scope: {} }
}

/** Within a route, what is around may become known later. */
class ContextInRoute implements ActiveContext {
  readonly turn: object | undefined
  readonly route: RouteScope | undefined
  readonly scope: object = {}
  readonly #around: ActiveContext
  readonly #given: CaptureContext

  constructor(around: ActiveContext, given: CaptureContext, turn: object | undefined) {
    this.turn = turn
    this.route = around.route
    this.#around = around
    this.#given = given
  }

  get labels(): CaptureContext {
    return addTo(this.#around.labels, this.#given)
  }
}

function addTo(
  outer: CaptureContext | undefined,
  { turnId, waitUntil, capture, ...labels }: CaptureContext,
): CaptureContext {
  return {
    ...mergeLabels(outer, labels),
    ...defined({
      turnId: turnId ?? outer?.turnId,
      waitUntil: waitUntil ?? outer?.waitUntil,
      capture: capture ?? outer?.capture,
    }),
  }
}

const KNOWN: ReadonlySet<string> = new Set([...LABEL_NAMES, 'turnId', 'capture', 'waitUntil'])
const MOST_WARNINGS = 20
const warned = new Set<string>()

/** An app may hand its own objects through, so that what is unknown is no fault; a misspelt `consent` must not go unnoticed. */
function checkContext(context: CaptureContext): void {
  if (!isObject(context)) {
    const fix = "pass the labels first, such as { conversationId: 'c1' }"
    throw new FinetapError('bad_option', { what: `withContext was given ${typeof context} in place of labels`, fix })
  }
  for (const name in context) {
    if (KNOWN.has(name) || warned.has(name) || warned.size >= MOST_WARNINGS) continue
    warned.add(name)
    const message = `withContext does not know ${JSON.stringify(name)} and leaves it out: put it under metadata, or is it misspelt?`
    process.emitWarning(message, { type: 'FinetapWarning', code: 'bad_option' })
  }
}

// Contexts come from apps without types too.
function isObject(context: CaptureContext): boolean {
  return typeof context === 'object' && context !== null
}

/** The context in force, if any. */
export function activeContext(): ActiveContext | undefined {
  return storage().getStore()?.context
}

/**
 * Runs the upstream's own code. Doors below this one see that the call is already being captured, or is not to be, and
 * stay out of it.
 */
export function insideCall<Result>(outer: Outer, run: () => Result): Result {
  return storage().run({ context: activeContext(), outer }, run)
}

/** The frame of now, for what comes later. */
export class KeptFrame {
  readonly #frame: Frame | undefined = storage().getStore()

  /** Runs in the frame, unless it runs within the same route already. No other storage is touched. */
  run<Result>(run: () => Result): Result {
    const frame = this.#frame
    if (frame === undefined || activeContext()?.route === frame.context?.route) return run()
    return storage().run(frame, run)
  }
}

/** What a door above this one does with the call under way. */
export function outerCall(): Outer {
  const outer = storage().getStore()?.outer
  return typeof outer === 'object' && !outer.isOpen ? undefined : outer
}

/** True in the frame of any call, also of one that has ended: a queue may run there what had to wait for its turn. */
export function isInFrame(): boolean {
  return storage().getStore()?.outer !== undefined
}

/** Runs finetap's own work, and what it calls of the app: in no context of the app, and not captured. */
export function apart<Result>(run: () => Result): Result {
  return storage().run({ context: undefined, outer: 'left out' }, run)
}

let known: AsyncLocalStorage<Frame> | undefined

function storage(): AsyncLocalStorage<Frame> {
  return (known ??= findStorage())
}

function findStorage(): AsyncLocalStorage<Frame> {
  const shared: unknown = Reflect.get(globalThis, STORAGE_KEY)
  if (isFrameStorage(shared)) return shared
  const created = new AsyncLocalStorage<Frame>()
  Reflect.set(globalThis, STORAGE_KEY, created)
  return created
}

function isFrameStorage(value: unknown): value is AsyncLocalStorage<Frame> {
  return value instanceof AsyncLocalStorage
}
