import { listField, textField } from '../../core/field.ts'
import { CaptureHandler } from './handler.ts'
import { openRun } from './open-runs.ts'

type Method = (this: unknown, ...values: unknown[]) => unknown

const MANAGER = 2

/**
 * `_streamResponseChunks`, which tells the callbacks of each token. Where the app's own stream is tapped ours would hear
 * nothing new, and LangChain takes longer to tell a handler of a token than finetap takes to record it: with no other
 * handler it is given no one to tell, as without finetap.
 */
export function leaveTokensOut(own: Method): Method {
  return function streamResponseChunks(...values) {
    if (isTapped(values[MANAGER]) && isOurs(values[MANAGER])) values[MANAGER] = undefined
    return Reflect.apply(own, this, values)
  }
}

/** Models that cannot stream have the method of the base class, by which LangChain knows that they cannot. */
export function canStream(model: object): boolean {
  let owner: object | null = model
  while (owner !== null && !Object.hasOwn(owner, '_streamResponseChunks')) owner = Reflect.getPrototypeOf(owner)
  return owner !== null && !Object.hasOwn(owner, '_streamIterator') && !Object.hasOwn(owner, 'generatePrompt')
}

function isTapped(manager: unknown): boolean {
  const runId = textField(manager, 'runId')
  return runId !== undefined && openRun(runId)?.run?.isTapped === true
}

function isOurs(manager: unknown): boolean {
  return listField(manager, 'handlers').every((handler) => handler instanceof CaptureHandler)
}
