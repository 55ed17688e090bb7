import { main } from '../review/command/command-line';

void main(process.argv);
