import type { Role } from '../core/message.ts'

/** A role by the record's names. What is none is said to the model, as by a user. */
export function toRole(role: unknown): Role {
  switch (role) {
    case 'system':
    case 'developer':
    case 'assistant':
    case 'tool':
      return role
    default:
      return 'user'
  }
}
