let isTold = false

/** Says once in each process that a chat route answers in a form that is not known, so that it leaves no records. */
export function tellUnreadable(): void {
  if (isTold) return
  isTold = true
  const message =
    'A route was asked like a chat and answered in a form that finetap does not know, so that it is not recorded: ' +
    'pass readAnswer, or bodies: "never" where it is no chat'
  process.emitWarning(message, { type: 'FinetapWarning', code: 'unreadable_answer' })
}
