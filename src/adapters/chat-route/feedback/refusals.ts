import { refusal, type FeedbackAnswer } from './answer.ts'

export function notAllowed(allow: string): FeedbackAnswer {
  const reason = { what: 'Feedback is taken by POST only', fix: 'send it with method POST' }
  return refusal(405, 'method_not_allowed', reason, { allow })
}

export function switchedOff(): FeedbackAnswer {
  const fix = 'switch the recorder on, or send no feedback while it is off'
  return refusal(503, 'recording_off', { what: 'Nothing is recorded at the moment', fix })
}

export function unknownAnswer(): FeedbackAnswer {
  return refusal(404, 'unknown_answer', {
    what: 'No answer has this id',
    why: 'it was not recorded, has been erased, or is too old to be looked up',
    fix: 'send the id as the page was given it',
  })
}

export function tooBusy(): FeedbackAnswer {
  const reason = {
    what: 'The answer could not be looked up in time',
    why: 'it is none that this process gave to a page, and the log holds much or is asked for much',
    fix: 'try again in 5 s, or give the feedback route the option known',
  }
  return refusal(503, 'unavailable', reason, { 'retry-after': '5' })
}

export function unreadableLog(): FeedbackAnswer {
  const reason = { what: 'The answer could not be looked up', why: 'the log cannot be read', fix: 'try again in 5 s' }
  return refusal(503, 'unavailable', reason, { 'retry-after': '5' })
}

export function tooLarge(largestBytes: number): FeedbackAnswer {
  const fix = `send at most ${largestBytes} bytes, or raise the option largestBytes of the feedback route`
  return refusal(413, 'too_large', { what: 'The body is too large for feedback', fix })
}

export function notJson(): FeedbackAnswer {
  const fix = 'send it with the header content-type: application/json, and no content-encoding'
  return refusal(415, 'not_json', { what: 'The body is not said to be plain JSON', fix })
}

export function badJson(): FeedbackAnswer {
  const fix = 'send what JSON.stringify gives, in UTF-8'
  return refusal(400, 'bad_feedback', { what: 'The body is no JSON', fix })
}

export function usedBody(): FeedbackAnswer {
  return refusal(400, 'bad_feedback', {
    what: 'The body was read before the feedback route came to it',
    fix: 'mount the feedback route before what reads it, or leave the parsed JSON in request.body',
  })
}

export function brokenOff(): FeedbackAnswer {
  return refusal(400, 'bad_feedback', { what: 'The body broke off before its end', fix: 'send it again' })
}
