import { AsyncLocalStorage } from 'node:async_hooks'
import type { OuterCall } from '../../middleware/call.ts'
import type { CaptureOptions } from '../capture-options.ts'
import type { Run } from './run.ts'

/** What a door around a model knows, and the handler within, which only hears of runs, does not. */
export type Frame = {
  /** The agent whose model is called. */
  readonly agent?: AgentFrame
  /** A stream that the app reads; takes the run that it is of. */
  readonly stream?: StreamFrame
}

export type AgentFrame = {
  readonly options: CaptureOptions
  /** One object for all model calls of one run of the agent. */
  readonly turnKey: object | undefined
  /** True once a callback, or a door below, told of the call. */
  isSeen: boolean
  /** The frame by which the doors below are noted. It captures nothing itself. */
  noting?: OuterCall
}

export type StreamFrame = {
  /** Undefined once it is taken, so that models within models do not take it too. */
  opened: ((run: Run | undefined) => void) | undefined
}

const frames = new AsyncLocalStorage<Frame>()

export function activeFrame(): Frame | undefined {
  return frames.getStore()
}

/** Runs the framework's code with a frame in force; what the frame does not say, that around it does. */
export function insideFrame<Result>(frame: Frame, run: () => Result): Result {
  return frames.run({ ...frames.getStore(), ...frame }, run)
}
