/** The plan cannot be made; the message says what to do. */
export class PlanFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlanFailed';
  }
}
