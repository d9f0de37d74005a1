import { textField } from '../../core/field.ts'
import { ownForm } from './as-sent.ts'

/**
 * True for a list of messages that each have a role, one of these if some are named: other lists of that name, such as
 * those of short messages or mails, are no conversation with a model.
 */
export function hasRoles(messages: unknown, roles?: ReadonlySet<string>): boolean {
  return Array.isArray(messages) && messages.every((message) => isRole(textField(ownForm(message), 'role'), roles))
}

function isRole(role: string | undefined, roles: ReadonlySet<string> | undefined): boolean {
  return role !== undefined && (roles?.has(role) ?? true)
}
