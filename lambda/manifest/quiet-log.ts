import { Log } from '../event/log';

/** Says nothing: what happens to versions of a manifest stands in its report, as there may be a million of them. */
export class QuietLog extends Log {
  constructor() {
    super({});
  }

  override info() {}

  override error() {}

  override list() {}
}
