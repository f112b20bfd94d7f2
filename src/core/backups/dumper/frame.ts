/** What the head of a dump says. */
export interface DumpHead {
  readonly flavour: 'mysql' | 'mariadb';
  readonly host: string;
  readonly database: string;
  readonly serverVersion: string;
  readonly charset: string;
  readonly collation: string;
}

/** One line, so that nothing in a name can end a comment. */
const line = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ');

/**
 * The beginning of a dump as mysqldump 8 and mariadb-dump 10.11 write it (without MariaDB's sandbox line, which the mysql client
 * takes for a mistake): session settings, each remembered so that the end can put it back.
 */
export function dumpHead(head: DumpHead): string {
  const tool = head.flavour === 'mariadb' ? 'MariaDB dump 10.19' : 'MySQL dump 10.13';
  return `-- ${tool}  written by Laravel Ops
--
-- Host: ${line(head.host)}    Database: ${line(head.database)}
-- Default character set: ${line(head.charset)}    Collation: ${line(head.collation)}
-- ------------------------------------------------------
-- Server version\t${line(head.serverVersion)}

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
`;
}

/** The end of a dump: settings put back, and the line by which a whole dump is known. @param when UTC */
export function dumpEnd(when: Date): string {
  return `/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on ${when.toISOString().slice(0, 19).replace('T', ' ')}
`;
}

/** "--\n-- Table structure for table `x`\n--\n" */
export function heading(text: string): string {
  return `\n--\n-- ${line(text)}\n--\n\n`;
}
