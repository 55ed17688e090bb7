import { main } from '../review/command-line';

void main(process.argv);
