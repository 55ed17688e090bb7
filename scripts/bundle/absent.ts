/**
 * Takes the place of parts of the SDK that the handler never reaches, and says so if it does.
 * The client gets the credentials that Lambda puts into the environment, and no operation of CodeArtifact streams events.
 */
function absent(name: string): () => never {
  return () => {
    throw new Error(`${name} is not in the bundle of the handler.`);
  };
}

export const defaultProvider = absent('defaultProvider');
export const parse = absent('bowser');
export const EventStreamSerde = absent('EventStreamSerde');
export const eventStreamSerdeProvider = absent('eventStreamSerdeProvider');
