import { quoteName } from '../../connections/sqlNames';
import { heading } from './frame';

/** Text of ours, and bytes of the server in whatever charset the object was created in. */
export type Piece = string | Uint8Array;

/** What an object has to be recreated under. */
export interface CreationSettings {
  readonly charset: string;
  readonly collation: string;
  readonly sqlMode?: string;
  readonly timeZone?: string;
}

const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** A table without its rows. @param create SHOW CREATE TABLE in utf8mb4 */
export function tableStructure(name: string, create: Uint8Array): readonly Piece[] {
  return [
    heading(`Table structure for table ${quoteName(name)}`),
    `DROP TABLE IF EXISTS ${quoteName(name)};\n`,
    '/*!40101 SET @saved_cs_client     = @@character_set_client */;\n',
    '/*!40101 SET character_set_client = utf8mb4 */;\n',
    create,
    ';\n/*!40101 SET character_set_client = @saved_cs_client */;\n',
  ];
}

/**
 * What stands before the rows of a table, and what behind them.
 * @param sequences MariaDB's sequences that its defaults draw from: under LOCK TABLES they have to be locked as well
 */
export function rowsFrame(
  name: string,
  sequences: readonly string[] = [],
): { readonly before: string; readonly after: string } {
  const table = quoteName(name);
  const locks = [name, ...sequences].map((one) => `${quoteName(one)} WRITE`).join(', ');
  return {
    before: `${heading(`Dumping data for table ${table}`)}LOCK TABLES ${locks};\n/*!40000 ALTER TABLE ${table} DISABLE KEYS */;\n`,
    after: `/*!40000 ALTER TABLE ${table} ENABLE KEYS */;\nUNLOCK TABLES;\n`,
  };
}

/** The beginning of an INSERT. @param columns names; undefined: all of the table's */
export function insertInto(table: string, columns: readonly string[] | undefined): string {
  return `INSERT INTO ${quoteName(table)}${columns === undefined ? '' : ` (${columns.map(quoteName).join(', ')})`} VALUES`;
}

/**
 * A view that stands in for the real one until everything is there that it may use (mysqldump's technique).
 * @param columns names of its columns
 */
export function viewStandIn(name: string, columns: readonly string[]): readonly Piece[] {
  const view = quoteName(name);
  return [
    heading(`Temporary table structure for view ${view}`),
    `DROP TABLE IF EXISTS ${view};\n/*!50001 DROP VIEW IF EXISTS ${view}*/;\n`,
    'SET @saved_cs_client     = @@character_set_client;\nSET character_set_client = utf8mb4;\n',
    `/*!50001 CREATE VIEW ${view} AS SELECT\n${columns.map((column) => ` 1 AS ${quoteName(column)}`).join(',\n')} */;\n`,
    'SET character_set_client = @saved_cs_client;\n',
  ];
}

/** The real view in place of its stand-in. @param create SHOW CREATE VIEW */
export function finalView(name: string, create: Uint8Array, settings: CreationSettings): readonly Piece[] {
  return [
    heading(`Final view structure for view ${quoteName(name)}`),
    `/*!50001 DROP VIEW IF EXISTS ${quoteName(name)}*/;\n`,
    settingsBefore(settings),
    create,
    ';\n',
    settingsAfter(settings),
  ];
}

/** A trigger, procedure, function or event. Not inside a version comment, because bodies may hold comments. */
export function delimited(drop: string | undefined, create: Uint8Array, settings: CreationSettings): readonly Piece[] {
  return [
    ...(drop === undefined ? [] : [`/*!50003 ${drop} */;\n`]),
    settingsBefore(settings),
    'DELIMITER ;;\n',
    create,
    ' ;;\nDELIMITER ;\n',
    settingsAfter(settings),
  ];
}

/** A sequence of MariaDB and where it stands. @param next the first value that it has not given or cached */
export function sequence(name: string, create: Uint8Array, next: string): readonly Piece[] {
  return [
    heading(`Sequence structure for ${quoteName(name)}`),
    `DROP SEQUENCE IF EXISTS ${quoteName(name)};\n`,
    create,
    `;\nDO SETVAL(${quoteName(name)}, ${next}, 0);\n`,
  ];
}

/** An object that cannot be created, kept as a comment so that its definition is not lost. */
export function commentedOut(title: string, definition: string): string {
  return `${heading(title)}${definition
    .split(/\r?\n/)
    .map((line) => `-- ${line}`)
    .join('\n')}\n`;
}

function settingsBefore({ charset, collation, sqlMode, timeZone }: CreationSettings): string {
  return `/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = ${charset} */ ;
/*!50003 SET character_set_results = ${charset} */ ;
/*!50003 SET collation_connection  = ${collation} */ ;
${sqlMode === undefined ? '' : `/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;\n/*!50003 SET sql_mode              = ${literal(sqlMode)} */ ;\n`}${
  timeZone === undefined
    ? ''
    : `/*!50003 SET @saved_time_zone      = @@time_zone */ ;\n/*!50003 SET time_zone             = ${literal(timeZone)} */ ;\n`
}`;
}

function settingsAfter({ sqlMode, timeZone }: CreationSettings): string {
  return `${timeZone === undefined ? '' : '/*!50003 SET time_zone             = @saved_time_zone */ ;\n'}${
    sqlMode === undefined ? '' : '/*!50003 SET sql_mode              = @saved_sql_mode */ ;\n'
  }/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
`;
}
