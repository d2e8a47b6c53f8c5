/*!
 * MITRE ATT&CK(R), Enterprise, version 18.1: tactics and techniques.
 *
 * (c) 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.
 *
 * The MITRE Corporation (MITRE) hereby grants you a non-exclusive, royalty-free license to use ATT&CK(R) for research, development,
 * and commercial purposes. Any copy you make for such purposes is authorized provided that you reproduce MITRE's copyright
 * designation and this license in any such copy. (https://attack.mitre.org/resources/legal-and-branding/terms-of-use/)
 */

/** The version of ATT&CK that the tables are of. */
export const VERSION = "18.1";

/** Id, short name and name of each tactic, in the order of the matrix. TA0005 has the name that version 19 gives it. */
export const TACTICS: readonly (readonly [id: string, shortName: string, name: string])[] = [
  ["TA0043", "reconnaissance", "Reconnaissance"],
  ["TA0042", "resource-development", "Resource Development"],
  ["TA0001", "initial-access", "Initial Access"],
  ["TA0002", "execution", "Execution"],
  ["TA0003", "persistence", "Persistence"],
  ["TA0004", "privilege-escalation", "Privilege Escalation"],
  ["TA0005", "defense-evasion", "Stealth"],
  ["TA0006", "credential-access", "Credential Access"],
  ["TA0007", "discovery", "Discovery"],
  ["TA0008", "lateral-movement", "Lateral Movement"],
  ["TA0009", "collection", "Collection"],
  ["TA0011", "command-and-control", "Command and Control"],
  ["TA0010", "exfiltration", "Exfiltration"],
  ["TA0040", "impact", "Impact"],
];

/**
 * A technique a line: its id, the numbers of its tactics, its name and, where it is revoked or deprecated, `>` with what stands
 * in its place, or `!`.
 */
export const TECHNIQUES = `\
T1001|0011|Data Obfuscation
T1001.001|0011|Junk Data
T1001.002|0011|Steganography
T1001.003|0011|Protocol or Service Impersonation
T1002|0010|Data Compressed|>T1560
T1003|0006|OS Credential Dumping
T1003.001|0006|LSASS Memory
T1003.002|0006|Security Account Manager
T1003.003|0006|NTDS
T1003.004|0006|LSA Secrets
T1003.005|0006|Cached Domain Credentials
T1003.006|0006|DCSync
T1003.007|0006|Proc Filesystem
T1003.008|0006|/etc/passwd and /etc/shadow
T1004|0003|Winlogon Helper DLL|>T1547.004
T1005|0009|Data from Local System
T1006|0005|Direct Volume Access
T1007|0007|System Service Discovery
T1008|0011|Fallback Channels
T1009|0005|Binary Padding|>T1027.001
T1010|0007|Application Window Discovery
T1011|0010|Exfiltration Over Other Network Medium
T1011.001|0010|Exfiltration Over Bluetooth
T1012|0007|Query Registry
T1013|0003 0004|Port Monitors|>T1547.010
T1014|0005|Rootkit
T1015|0003 0004|Accessibility Features|>T1546.008
T1016|0007|System Network Configuration Discovery
T1016.001|0007|Internet Connection Discovery
T1016.002|0007|Wi-Fi Discovery
T1017|0008|Application Deployment Software|>T1072
T1018|0007|Remote System Discovery
T1019|0003|System Firmware|>T1542.001
T1020|0010|Automated Exfiltration
T1020.001|0010|Traffic Duplication
T1021|0008|Remote Services
T1021.001|0008|Remote Desktop Protocol
T1021.002|0008|SMB/Windows Admin Shares
T1021.003|0008|Distributed Component Object Model
T1021.004|0008|SSH
T1021.005|0008|VNC
T1021.006|0008|Windows Remote Management
T1021.007|0008|Cloud Services
T1021.008|0008|Direct Cloud VM Connections
T1022|0010|Data Encrypted|>T1560
T1023|0003|Shortcut Modification|>T1547.009
T1024|0011|Custom Cryptographic Protocol|>T1573
T1025|0009|Data from Removable Media
T1026|0011|Multiband Communication|!
T1027|0005|Obfuscated Files or Information
T1027.001|0005|Binary Padding
T1027.002|0005|Software Packing
T1027.003|0005|Steganography
T1027.004|0005|Compile After Delivery
T1027.005|0005|Indicator Removal from Tools
T1027.006|0005|HTML Smuggling
T1027.007|0005|Dynamic API Resolution
T1027.008|0005|Stripped Payloads
T1027.009|0005|Embedded Payloads
T1027.010|0005|Command Obfuscation
T1027.011|0005|Fileless Storage
T1027.012|0005|LNK Icon Smuggling
T1027.013|0005|Encrypted/Encoded File
T1027.014|0005|Polymorphic Code
T1027.015|0005|Compression
T1027.016|0005|Junk Code Insertion
T1027.017|0005|SVG Smuggling
T1028|0002 0008|Windows Remote Management|>T1021.006
T1029|0010|Scheduled Transfer
T1030|0010|Data Transfer Size Limits
T1031|0003|Modify Existing Service|>T1543.003
T1032|0011|Standard Cryptographic Protocol|>T1573
T1033|0007|System Owner/User Discovery
T1034|0003 0004|Path Interception|!
T1035|0002|Service Execution|>T1569.002
T1036|0005|Masquerading
T1036.001|0005|Invalid Code Signature
T1036.002|0005|Right-to-Left Override
T1036.003|0005|Rename Legitimate Utilities
T1036.004|0005|Masquerade Task or Service
T1036.005|0005|Match Legitimate Resource Name or Location
T1036.006|0005|Space after Filename
T1036.007|0005|Double File Extension
T1036.008|0005|Masquerade File Type
T1036.009|0005|Break Process Trees
T1036.010|0005|Masquerade Account Name
T1036.011|0005|Overwrite Process Arguments
T1036.012|0005|Browser Fingerprint
T1037|0003 0004|Boot or Logon Initialization Scripts
T1037.001|0003 0004|Logon Script (Windows)
T1037.002|0003 0004|Login Hook
T1037.003|0003 0004|Network Logon Script
T1037.004|0003 0004|RC Scripts
T1037.005|0003 0004|Startup Items
T1038|0003 0004 0005|DLL Search Order Hijacking|>T1574.001
T1039|0009|Data from Network Shared Drive
T1040|0006 0007|Network Sniffing
T1041|0010|Exfiltration Over C2 Channel
T1042|0003|Change Default File Association|>T1546.001
T1043|0011|Commonly Used Port|!
T1044|0003 0004|File System Permissions Weakness|>T1574.010
T1045|0005|Software Packing|>T1027.002
T1046|0007|Network Service Discovery
T1047|0002|Windows Management Instrumentation
T1048|0010|Exfiltration Over Alternative Protocol
T1048.001|0010|Exfiltration Over Symmetric Encrypted Non-C2 Protocol
T1048.002|0010|Exfiltration Over Asymmetric Encrypted Non-C2 Protocol
T1048.003|0010|Exfiltration Over Unencrypted Non-C2 Protocol
T1049|0007|System Network Connections Discovery
T1050|0003 0004|New Service|>T1543.003
T1051|0008|Shared Webroot|!
T1052|0010|Exfiltration Over Physical Medium
T1052.001|0010|Exfiltration over USB
T1053|0002 0003 0004|Scheduled Task/Job
T1053.001|0002 0003 0004|At (Linux)|>T1053.002
T1053.002|0002 0003 0004|At
T1053.003|0002 0003 0004|Cron
T1053.004|0002 0003 0004|Launchd|!
T1053.005|0002 0003 0004|Scheduled Task
T1053.006|0002 0003 0004|Systemd Timers
T1053.007|0002 0003 0004|Container Orchestration Job
T1054|0005|Indicator Blocking|>T1562.006
T1055|0005 0004|Process Injection
T1055.001|0005 0004|Dynamic-link Library Injection
T1055.002|0005 0004|Portable Executable Injection
T1055.003|0005 0004|Thread Execution Hijacking
T1055.004|0005 0004|Asynchronous Procedure Call
T1055.005|0005 0004|Thread Local Storage
T1055.008|0005 0004|Ptrace System Calls
T1055.009|0005 0004|Proc Memory
T1055.011|0005 0004|Extra Window Memory Injection
T1055.012|0005 0004|Process Hollowing
T1055.013|0005 0004|Process Doppelgänging
T1055.014|0005 0004|VDSO Hijacking
T1055.015|0005 0004|ListPlanting
T1056|0009 0006|Input Capture
T1056.001|0009 0006|Keylogging
T1056.002|0009 0006|GUI Input Capture
T1056.003|0009 0006|Web Portal Capture
T1056.004|0009 0006|Credential API Hooking
T1057|0007|Process Discovery
T1058|0003 0004|Service Registry Permissions Weakness|>T1574.011
T1059|0002|Command and Scripting Interpreter
T1059.001|0002|PowerShell
T1059.002|0002|AppleScript
T1059.003|0002|Windows Command Shell
T1059.004|0002|Unix Shell
T1059.005|0002|Visual Basic
T1059.006|0002|Python
T1059.007|0002|JavaScript
T1059.008|0002|Network Device CLI
T1059.009|0002|Cloud API
T1059.010|0002|AutoHotKey & AutoIT
T1059.011|0002|Lua
T1059.012|0002|Hypervisor CLI
T1059.013|0002|Container CLI/API
T1060|0003|Registry Run Keys / Startup Folder|>T1547.001
T1061|0002|Graphical User Interface|!
T1062|0003|Hypervisor|!
T1063|0007|Security Software Discovery|>T1518.001
T1064|0005 0002|Scripting|!
T1065|0011|Uncommonly Used Port|>T1571
T1066|0005|Indicator Removal from Tools|>T1027.005
T1067|0003|Bootkit|>T1542.003
T1068|0004|Exploitation for Privilege Escalation
T1069|0007|Permission Groups Discovery
T1069.001|0007|Local Groups
T1069.002|0007|Domain Groups
T1069.003|0007|Cloud Groups
T1070|0005|Indicator Removal
T1070.001|0005|Clear Windows Event Logs
T1070.002|0005|Clear Linux or Mac System Logs
T1070.003|0005|Clear Command History
T1070.004|0005|File Deletion
T1070.005|0005|Network Share Connection Removal
T1070.006|0005|Timestomp
T1070.007|0005|Clear Network Connection History and Configurations
T1070.008|0005|Clear Mailbox Data
T1070.009|0005|Clear Persistence
T1070.010|0005|Relocate Malware
T1071|0011|Application Layer Protocol
T1071.001|0011|Web Protocols
T1071.002|0011|File Transfer Protocols
T1071.003|0011|Mail Protocols
T1071.004|0011|DNS
T1071.005|0011|Publish/Subscribe Protocols
T1072|0002 0008|Software Deployment Tools
T1073|0005|DLL Side-Loading|>T1574.002
T1074|0009|Data Staged
T1074.001|0009|Local Data Staging
T1074.002|0009|Remote Data Staging
T1075|0008|Pass the Hash|>T1550.002
T1076|0008|Remote Desktop Protocol|>T1021.001
T1077|0008|Windows Admin Shares|>T1021.002
T1078|0005 0003 0004 0001|Valid Accounts
T1078.001|0005 0003 0004 0001|Default Accounts
T1078.002|0005 0003 0004 0001|Domain Accounts
T1078.003|0005 0003 0004 0001|Local Accounts
T1078.004|0005 0003 0004 0001|Cloud Accounts
T1079|0011|Multilayer Encryption|>T1573
T1080|0008|Taint Shared Content
T1081|0006|Credentials in Files|>T1552.001
T1082|0007|System Information Discovery
T1083|0007|File and Directory Discovery
T1084|0003|Windows Management Instrumentation Event Subscription|>T1546.003
T1085|0005 0002|Rundll32|>T1218.011
T1086|0002|PowerShell|>T1059.001
T1087|0007|Account Discovery
T1087.001|0007|Local Account
T1087.002|0007|Domain Account
T1087.003|0007|Email Account
T1087.004|0007|Cloud Account
T1088|0005 0004|Bypass User Account Control|>T1548.002
T1089|0005|Disabling Security Tools|>T1562.001
T1090|0011|Proxy
T1090.001|0011|Internal Proxy
T1090.002|0011|External Proxy
T1090.003|0011|Multi-hop Proxy
T1090.004|0011|Domain Fronting
T1091|0008 0001|Replication Through Removable Media
T1092|0011|Communication Through Removable Media
T1093|0005|Process Hollowing|>T1055.012
T1094|0011|Custom Command and Control Protocol|>T1095
T1095|0011|Non-Application Layer Protocol
T1096|0005|NTFS File Attributes|>T1564.004
T1097|0008|Pass the Ticket|>T1550.003
T1098|0003 0004|Account Manipulation
T1098.001|0003 0004|Additional Cloud Credentials
T1098.002|0003 0004|Additional Email Delegate Permissions
T1098.003|0003 0004|Additional Cloud Roles
T1098.004|0003 0004|SSH Authorized Keys
T1098.005|0003 0004|Device Registration
T1098.006|0003 0004|Additional Container Cluster Roles
T1098.007|0003 0004|Additional Local or Domain Groups
T1099|0005|Timestomp|>T1070.006
T1100|0003 0004|Web Shell|>T1505.003
T1101|0003|Security Support Provider|>T1547.005
T1102|0011|Web Service
T1102.001|0011|Dead Drop Resolver
T1102.002|0011|Bidirectional Communication
T1102.003|0011|One-Way Communication
T1103|0003 0004|AppInit DLLs|>T1546.010
T1104|0011|Multi-Stage Channels
T1105|0011|Ingress Tool Transfer
T1106|0002|Native API
T1107|0005|File Deletion|>T1070.004
T1108|0005 0003|Redundant Access|!
T1109|0005 0003|Component Firmware|>T1542.002
T1110|0006|Brute Force
T1110.001|0006|Password Guessing
T1110.002|0006|Password Cracking
T1110.003|0006|Password Spraying
T1110.004|0006|Credential Stuffing
T1111|0006|Multi-Factor Authentication Interception
T1112|0005 0003|Modify Registry
T1113|0009|Screen Capture
T1114|0009|Email Collection
T1114.001|0009|Local Email Collection
T1114.002|0009|Remote Email Collection
T1114.003|0009|Email Forwarding Rule
T1115|0009|Clipboard Data
T1116|0005|Code Signing|>T1553.002
T1117|0005 0002|Regsvr32|>T1218.010
T1118|0005 0002|InstallUtil|>T1218.004
T1119|0009|Automated Collection
T1120|0007|Peripheral Device Discovery
T1121|0005 0002|Regsvcs/Regasm|>T1218.009
T1122|0005 0003|Component Object Model Hijacking|>T1546.015
T1123|0009|Audio Capture
T1124|0007|System Time Discovery
T1125|0009|Video Capture
T1126|0005|Network Share Connection Removal|>T1070.005
T1127|0005|Trusted Developer Utilities Proxy Execution
T1127.001|0005|MSBuild
T1127.002|0005|ClickOnce
T1127.003|0005|JamPlus
T1128|0003|Netsh Helper DLL|>T1546.007
T1129|0002|Shared Modules
T1130|0005|Install Root Certificate|>T1553.004
T1131|0003|Authentication Package|>T1547.002
T1132|0011|Data Encoding
T1132.001|0011|Standard Encoding
T1132.002|0011|Non-Standard Encoding
T1133|0003 0001|External Remote Services
T1134|0005 0004|Access Token Manipulation
T1134.001|0005 0004|Token Impersonation/Theft
T1134.002|0005 0004|Create Process with Token
T1134.003|0005 0004|Make and Impersonate Token
T1134.004|0005 0004|Parent PID Spoofing
T1134.005|0005 0004|SID-History Injection
T1135|0007|Network Share Discovery
T1136|0003|Create Account
T1136.001|0003|Local Account
T1136.002|0003|Domain Account
T1136.003|0003|Cloud Account
T1137|0003|Office Application Startup
T1137.001|0003|Office Template Macros
T1137.002|0003|Office Test
T1137.003|0003|Outlook Forms
T1137.004|0003|Outlook Home Page
T1137.005|0003|Outlook Rules
T1137.006|0003|Add-ins
T1138|0003 0004|Application Shimming|>T1546.011
T1139|0006|Bash History|>T1552.003
T1140|0005|Deobfuscate/Decode Files or Information
T1141|0006|Input Prompt|>T1056.002
T1142|0006|Keychain|>T1555.001
T1143|0005|Hidden Window|>T1564.003
T1144|0005|Gatekeeper Bypass|>T1553.001
T1145|0006|Private Keys|>T1552.004
T1146|0005|Clear Command History|>T1070.003
T1147|0005|Hidden Users|>T1564.002
T1148|0005|HISTCONTROL|>T1562.003
T1149|0005|LC_MAIN Hijacking|!
T1150|0005 0003 0004|Plist Modification|>T1547.011
T1151|0005 0002|Space after Filename|>T1036.006
T1152|0005 0002 0003|Launchctl|>T1569.001
T1153|0002|Source|!
T1154|0002 0003|Trap|>T1546.005
T1155|0002|AppleScript|>T1059.002
T1156|0003|Malicious Shell Modification|>T1546.004
T1157|0003 0004|Dylib Hijacking|>T1574.004
T1158|0005 0003|Hidden Files and Directories|>T1564.001
T1159|0003|Launch Agent|>T1543.001
T1160|0003 0004|Launch Daemon|>T1543.004
T1161|0003|LC_LOAD_DYLIB Addition|>T1546.006
T1162|0003|Login Item|>T1547.011
T1163|0003|Rc.common|>T1037.004
T1164|0003|Re-opened Applications|>T1547.007
T1165|0003 0004|Startup Items|>T1037.005
T1166|0004 0003|Setuid and Setgid|>T1548.001
T1167|0006|Securityd Memory|>T1555.002
T1168|0003 0002|Local Job Scheduling|>T1053
T1169|0004|Sudo|>T1548.003
T1170|0005 0002|Mshta|>T1218.005
T1171|0006|LLMNR/NBT-NS Poisoning and Relay|>T1557.001
T1172|0011|Domain Fronting|>T1090.004
T1173|0002|Dynamic Data Exchange|>T1559.002
T1174|0006|Password Filter DLL|>T1556.002
T1175|0008 0002|Component Object Model and Distributed COM|!
T1176|0003|Software Extensions
T1176.001|0003|Browser Extensions
T1176.002|0003|IDE Extensions
T1177|0002 0003|LSASS Driver|>T1547.008
T1178|0004|SID-History Injection|>T1134.005
T1179|0003 0004 0006|Hooking|>T1056.004
T1180|0003|Screensaver|>T1546.002
T1181|0005 0004|Extra Window Memory Injection|>T1055.011
T1182|0003 0004|AppCert DLLs|>T1546.009
T1183|0004 0003 0005|Image File Execution Options Injection|>T1546.012
T1184|0008|SSH Hijacking|>T1563.001
T1185|0009|Browser Session Hijacking
T1186|0005|Process Doppelgänging|>T1055.013
T1187|0006|Forced Authentication
T1188|0011|Multi-hop Proxy|>T1090.003
T1189|0001|Drive-by Compromise
T1190|0001|Exploit Public-Facing Application
T1191|0005 0002|CMSTP|>T1218.003
T1192|0001|Spearphishing Link|>T1566.002
T1193|0001|Spearphishing Attachment|>T1566.001
T1194|0001|Spearphishing via Service|>T1566.003
T1195|0001|Supply Chain Compromise
T1195.001|0001|Compromise Software Dependencies and Development Tools
T1195.002|0001|Compromise Software Supply Chain
T1195.003|0001|Compromise Hardware Supply Chain
T1196|0005 0002|Control Panel Items|>T1218.002
T1197|0005 0003|BITS Jobs
T1198|0005 0003|SIP and Trust Provider Hijacking|>T1553.003
T1199|0001|Trusted Relationship
T1200|0001|Hardware Additions
T1201|0007|Password Policy Discovery
T1202|0005|Indirect Command Execution
T1203|0002|Exploitation for Client Execution
T1204|0002|User Execution
T1204.001|0002|Malicious Link
T1204.002|0002|Malicious File
T1204.003|0002|Malicious Image
T1204.004|0002|Malicious Copy and Paste
T1204.005|0002|Malicious Library
T1205|0005 0003 0011|Traffic Signaling
T1205.001|0005 0003 0011|Port Knocking
T1205.002|0005 0003 0011|Socket Filters
T1206|0004|Sudo Caching|>T1548.003
T1207|0005|Rogue Domain Controller
T1208|0006|Kerberoasting|>T1558.003
T1209|0003|Time Providers|>T1547.003
T1210|0008|Exploitation of Remote Services
T1211|0005|Exploitation for Defense Evasion
T1212|0006|Exploitation for Credential Access
T1213|0009|Data from Information Repositories
T1213.001|0009|Confluence
T1213.002|0009|Sharepoint
T1213.003|0009|Code Repositories
T1213.004|0009|Customer Relationship Management Software
T1213.005|0009|Messaging Applications
T1213.006|0009|Databases
T1214|0006|Credentials in Registry|>T1552.002
T1215|0003|Kernel Modules and Extensions|>T1547.006
T1216|0005|System Script Proxy Execution
T1216.001|0005|PubPrn
T1216.002|0005|SyncAppvPublishingServer
T1217|0007|Browser Information Discovery
T1218|0005|System Binary Proxy Execution
T1218.001|0005|Compiled HTML File
T1218.002|0005|Control Panel
T1218.003|0005|CMSTP
T1218.004|0005|InstallUtil
T1218.005|0005|Mshta
T1218.007|0005|Msiexec
T1218.008|0005|Odbcconf
T1218.009|0005|Regsvcs/Regasm
T1218.010|0005|Regsvr32
T1218.011|0005|Rundll32
T1218.012|0005|Verclsid
T1218.013|0005|Mavinject
T1218.014|0005|MMC
T1218.015|0005|Electron Applications
T1219|0011|Remote Access Tools
T1219.001|0011|IDE Tunneling
T1219.002|0011|Remote Desktop Software
T1219.003|0011|Remote Access Hardware
T1220|0005|XSL Script Processing
T1221|0005|Template Injection
T1222|0005|File and Directory Permissions Modification
T1222.001|0005|Windows File and Directory Permissions Modification
T1222.002|0005|Linux and Mac File and Directory Permissions Modification
T1223|0005 0002|Compiled HTML File|>T1218.001
T1480|0005|Execution Guardrails
T1480.001|0005|Environmental Keying
T1480.002|0005|Mutual Exclusion
T1482|0007|Domain Trust Discovery
T1483|0011|Domain Generation Algorithms|>T1568.002
T1484|0005 0004|Domain or Tenant Policy Modification
T1484.001|0005 0004|Group Policy Modification
T1484.002|0005 0004|Trust Modification
T1485|0040|Data Destruction
T1485.001|0040|Lifecycle-Triggered Deletion
T1486|0040|Data Encrypted for Impact
T1487|0040|Disk Structure Wipe|>T1561.002
T1488|0040|Disk Content Wipe|>T1561.001
T1489|0040|Service Stop
T1490|0040|Inhibit System Recovery
T1491|0040|Defacement
T1491.001|0040|Internal Defacement
T1491.002|0040|External Defacement
T1492|0040|Stored Data Manipulation|>T1565.001
T1493|0040|Transmitted Data Manipulation|>T1565.002
T1494|0040|Runtime Data Manipulation|>T1565.003
T1495|0040|Firmware Corruption
T1496|0040|Resource Hijacking
T1496.001|0040|Compute Hijacking
T1496.002|0040|Bandwidth Hijacking
T1496.003|0040|SMS Pumping
T1496.004|0040|Cloud Service Hijacking
T1497|0005 0007|Virtualization/Sandbox Evasion
T1497.001|0005 0007|System Checks
T1497.002|0005 0007|User Activity Based Checks
T1497.003|0005 0007|Time Based Checks
T1498|0040|Network Denial of Service
T1498.001|0040|Direct Network Flood
T1498.002|0040|Reflection Amplification
T1499|0040|Endpoint Denial of Service
T1499.001|0040|OS Exhaustion Flood
T1499.002|0040|Service Exhaustion Flood
T1499.003|0040|Application Exhaustion Flood
T1499.004|0040|Application or System Exploitation
T1500|0005|Compile After Delivery|>T1027.004
T1501|0003|Systemd Service|>T1543.002
T1502|0005 0004|Parent PID Spoofing|>T1134.004
T1503|0006|Credentials from Web Browsers|>T1555.003
T1504|0003 0004|PowerShell Profile|>T1546.013
T1505|0003|Server Software Component
T1505.001|0003|SQL Stored Procedures
T1505.002|0003|Transport Agent
T1505.003|0003|Web Shell
T1505.004|0003|IIS Components
T1505.005|0003|Terminal Services DLL
T1505.006|0003|vSphere Installation Bundles
T1506|0005 0008|Web Session Cookie|>T1550.004
T1514|0004|Elevated Execution with Prompt|>T1548.004
T1518|0007|Software Discovery
T1518.001|0007|Security Software Discovery
T1518.002|0007|Backup Software Discovery
T1519|0003 0004|Emond|>T1546.014
T1522|0006|Cloud Instance Metadata API|>T1552.005
T1525|0003|Implant Internal Image
T1526|0007|Cloud Service Discovery
T1527|0005 0008|Application Access Token|>T1550.001
T1528|0006|Steal Application Access Token
T1529|0040|System Shutdown/Reboot
T1530|0009|Data from Cloud Storage
T1531|0040|Account Access Removal
T1534|0008|Internal Spearphishing
T1535|0005|Unused/Unsupported Cloud Regions
T1536|0005|Revert Cloud Instance|>T1578.004
T1537|0010|Transfer Data to Cloud Account
T1538|0007|Cloud Service Dashboard
T1539|0006|Steal Web Session Cookie
T1542|0005 0003|Pre-OS Boot
T1542.001|0003 0005|System Firmware
T1542.002|0003 0005|Component Firmware
T1542.003|0003 0005|Bootkit
T1542.004|0005 0003|ROMMONkit
T1542.005|0005 0003|TFTP Boot
T1543|0003 0004|Create or Modify System Process
T1543.001|0003 0004|Launch Agent
T1543.002|0003 0004|Systemd Service
T1543.003|0003 0004|Windows Service
T1543.004|0003 0004|Launch Daemon
T1543.005|0003 0004|Container Service
T1546|0004 0003|Event Triggered Execution
T1546.001|0004 0003|Change Default File Association
T1546.002|0004 0003|Screensaver
T1546.003|0004 0003|Windows Management Instrumentation Event Subscription
T1546.004|0004 0003|Unix Shell Configuration Modification
T1546.005|0004 0003|Trap
T1546.006|0004 0003|LC_LOAD_DYLIB Addition
T1546.007|0004 0003|Netsh Helper DLL
T1546.008|0004 0003|Accessibility Features
T1546.009|0004 0003|AppCert DLLs
T1546.010|0004 0003|AppInit DLLs
T1546.011|0004 0003|Application Shimming
T1546.012|0004 0003|Image File Execution Options Injection
T1546.013|0004 0003|PowerShell Profile
T1546.014|0004 0003|Emond
T1546.015|0004 0003|Component Object Model Hijacking
T1546.016|0004 0003|Installer Packages
T1546.017|0003 0004|Udev Rules
T1546.018|0003 0004|Python Startup Hooks
T1547|0003 0004|Boot or Logon Autostart Execution
T1547.001|0003 0004|Registry Run Keys / Startup Folder
T1547.002|0003 0004|Authentication Package
T1547.003|0003 0004|Time Providers
T1547.004|0003 0004|Winlogon Helper DLL
T1547.005|0003 0004|Security Support Provider
T1547.006|0003 0004|Kernel Modules and Extensions
T1547.007|0003 0004|Re-opened Applications
T1547.008|0003 0004|LSASS Driver
T1547.009|0003 0004|Shortcut Modification
T1547.010|0003 0004|Port Monitors
T1547.011|0003 0004|Plist Modification|>T1647
T1547.012|0003 0004|Print Processors
T1547.013|0003 0004|XDG Autostart Entries
T1547.014|0003 0004|Active Setup
T1547.015|0003 0004|Login Items
T1548|0004 0005|Abuse Elevation Control Mechanism
T1548.001|0004 0005|Setuid and Setgid
T1548.002|0004 0005|Bypass User Account Control
T1548.003|0004 0005|Sudo and Sudo Caching
T1548.004|0004 0005|Elevated Execution with Prompt
T1548.005|0004 0005|Temporary Elevated Cloud Access
T1548.006|0005 0004|TCC Manipulation
T1550|0005 0008|Use Alternate Authentication Material
T1550.001|0005 0008|Application Access Token
T1550.002|0005 0008|Pass the Hash
T1550.003|0005 0008|Pass the Ticket
T1550.004|0005 0008|Web Session Cookie
T1552|0006|Unsecured Credentials
T1552.001|0006|Credentials In Files
T1552.002|0006|Credentials in Registry
T1552.003|0006|Shell History
T1552.004|0006|Private Keys
T1552.005|0006|Cloud Instance Metadata API
T1552.006|0006|Group Policy Preferences
T1552.007|0006|Container API
T1552.008|0006|Chat Messages
T1553|0005|Subvert Trust Controls
T1553.001|0005|Gatekeeper Bypass
T1553.002|0005|Code Signing
T1553.003|0005|SIP and Trust Provider Hijacking
T1553.004|0005|Install Root Certificate
T1553.005|0005|Mark-of-the-Web Bypass
T1553.006|0005|Code Signing Policy Modification
T1554|0003|Compromise Host Software Binary
T1555|0006|Credentials from Password Stores
T1555.001|0006|Keychain
T1555.002|0006|Securityd Memory
T1555.003|0006|Credentials from Web Browsers
T1555.004|0006|Windows Credential Manager
T1555.005|0006|Password Managers
T1555.006|0006|Cloud Secrets Management Stores
T1556|0006 0005 0003|Modify Authentication Process
T1556.001|0006 0005 0003|Domain Controller Authentication
T1556.002|0006 0005 0003|Password Filter DLL
T1556.003|0006 0005 0003|Pluggable Authentication Modules
T1556.004|0006 0005 0003|Network Device Authentication
T1556.005|0006 0005 0003|Reversible Encryption
T1556.006|0006 0005 0003|Multi-Factor Authentication
T1556.007|0006 0005 0003|Hybrid Identity
T1556.008|0006 0005 0003|Network Provider DLL
T1556.009|0006 0005 0003|Conditional Access Policies
T1557|0006 0009|Adversary-in-the-Middle
T1557.001|0006 0009|LLMNR/NBT-NS Poisoning and SMB Relay
T1557.002|0006 0009|ARP Cache Poisoning
T1557.003|0006 0009|DHCP Spoofing
T1557.004|0006 0009|Evil Twin
T1558|0006|Steal or Forge Kerberos Tickets
T1558.001|0006|Golden Ticket
T1558.002|0006|Silver Ticket
T1558.003|0006|Kerberoasting
T1558.004|0006|AS-REP Roasting
T1558.005|0006|Ccache Files
T1559|0002|Inter-Process Communication
T1559.001|0002|Component Object Model
T1559.002|0002|Dynamic Data Exchange
T1559.003|0002|XPC Services
T1560|0009|Archive Collected Data
T1560.001|0009|Archive via Utility
T1560.002|0009|Archive via Library
T1560.003|0009|Archive via Custom Method
T1561|0040|Disk Wipe
T1561.001|0040|Disk Content Wipe
T1561.002|0040|Disk Structure Wipe
T1562|0005|Impair Defenses
T1562.001|0005|Disable or Modify Tools
T1562.002|0005|Disable Windows Event Logging
T1562.003|0005|Impair Command History Logging
T1562.004|0005|Disable or Modify System Firewall
T1562.006|0005|Indicator Blocking
T1562.007|0005|Disable or Modify Cloud Firewall
T1562.008|0005|Disable or Modify Cloud Logs
T1562.009|0005|Safe Mode Boot
T1562.010|0005|Downgrade Attack
T1562.011|0005|Spoof Security Alerting
T1562.012|0005|Disable or Modify Linux Audit System
T1562.013|0005|Disable or Modify Network Device Firewall
T1563|0008|Remote Service Session Hijacking
T1563.001|0008|SSH Hijacking
T1563.002|0008|RDP Hijacking
T1564|0005|Hide Artifacts
T1564.001|0005|Hidden Files and Directories
T1564.002|0005|Hidden Users
T1564.003|0005|Hidden Window
T1564.004|0005|NTFS File Attributes
T1564.005|0005|Hidden File System
T1564.006|0005|Run Virtual Instance
T1564.007|0005|VBA Stomping
T1564.008|0005|Email Hiding Rules
T1564.009|0005|Resource Forking
T1564.010|0005|Process Argument Spoofing
T1564.011|0005|Ignore Process Interrupts
T1564.012|0005|File/Path Exclusions
T1564.013|0005|Bind Mounts
T1564.014|0005|Extended Attributes
T1565|0040|Data Manipulation
T1565.001|0040|Stored Data Manipulation
T1565.002|0040|Transmitted Data Manipulation
T1565.003|0040|Runtime Data Manipulation
T1566|0001|Phishing
T1566.001|0001|Spearphishing Attachment
T1566.002|0001|Spearphishing Link
T1566.003|0001|Spearphishing via Service
T1566.004|0001|Spearphishing Voice
T1567|0010|Exfiltration Over Web Service
T1567.001|0010|Exfiltration to Code Repository
T1567.002|0010|Exfiltration to Cloud Storage
T1567.003|0010|Exfiltration to Text Storage Sites
T1567.004|0010|Exfiltration Over Webhook
T1568|0011|Dynamic Resolution
T1568.001|0011|Fast Flux DNS
T1568.002|0011|Domain Generation Algorithms
T1568.003|0011|DNS Calculation
T1569|0002|System Services
T1569.001|0002|Launchctl
T1569.002|0002|Service Execution
T1569.003|0002|Systemctl
T1570|0008|Lateral Tool Transfer
T1571|0011|Non-Standard Port
T1572|0011|Protocol Tunneling
T1573|0011|Encrypted Channel
T1573.001|0011|Symmetric Cryptography
T1573.002|0011|Asymmetric Cryptography
T1574|0003 0004 0005|Hijack Execution Flow
T1574.001|0003 0004 0005|DLL
T1574.002|0003 0004 0005|DLL Side-Loading|>T1574.001
T1574.004|0003 0004 0005|Dylib Hijacking
T1574.005|0003 0004 0005|Executable Installer File Permissions Weakness
T1574.006|0003 0004 0005|Dynamic Linker Hijacking
T1574.007|0003 0004 0005|Path Interception by PATH Environment Variable
T1574.008|0003 0004 0005|Path Interception by Search Order Hijacking
T1574.009|0003 0004 0005|Path Interception by Unquoted Path
T1574.010|0003 0004 0005|Services File Permissions Weakness
T1574.011|0003 0004 0005|Services Registry Permissions Weakness
T1574.012|0003 0004 0005|COR_PROFILER
T1574.013|0003 0004 0005|KernelCallbackTable
T1574.014|0003 0004 0005|AppDomainManager
T1578|0005|Modify Cloud Compute Infrastructure
T1578.001|0005|Create Snapshot
T1578.002|0005|Create Cloud Instance
T1578.003|0005|Delete Cloud Instance
T1578.004|0005|Revert Cloud Instance
T1578.005|0005|Modify Cloud Compute Configurations
T1580|0007|Cloud Infrastructure Discovery
T1583|0042|Acquire Infrastructure
T1583.001|0042|Domains
T1583.002|0042|DNS Server
T1583.003|0042|Virtual Private Server
T1583.004|0042|Server
T1583.005|0042|Botnet
T1583.006|0042|Web Services
T1583.007|0042|Serverless
T1583.008|0042|Malvertising
T1584|0042|Compromise Infrastructure
T1584.001|0042|Domains
T1584.002|0042|DNS Server
T1584.003|0042|Virtual Private Server
T1584.004|0042|Server
T1584.005|0042|Botnet
T1584.006|0042|Web Services
T1584.007|0042|Serverless
T1584.008|0042|Network Devices
T1585|0042|Establish Accounts
T1585.001|0042|Social Media Accounts
T1585.002|0042|Email Accounts
T1585.003|0042|Cloud Accounts
T1586|0042|Compromise Accounts
T1586.001|0042|Social Media Accounts
T1586.002|0042|Email Accounts
T1586.003|0042|Cloud Accounts
T1587|0042|Develop Capabilities
T1587.001|0042|Malware
T1587.002|0042|Code Signing Certificates
T1587.003|0042|Digital Certificates
T1587.004|0042|Exploits
T1588|0042|Obtain Capabilities
T1588.001|0042|Malware
T1588.002|0042|Tool
T1588.003|0042|Code Signing Certificates
T1588.004|0042|Digital Certificates
T1588.005|0042|Exploits
T1588.006|0042|Vulnerabilities
T1588.007|0042|Artificial Intelligence
T1589|0043|Gather Victim Identity Information
T1589.001|0043|Credentials
T1589.002|0043|Email Addresses
T1589.003|0043|Employee Names
T1590|0043|Gather Victim Network Information
T1590.001|0043|Domain Properties
T1590.002|0043|DNS
T1590.003|0043|Network Trust Dependencies
T1590.004|0043|Network Topology
T1590.005|0043|IP Addresses
T1590.006|0043|Network Security Appliances
T1591|0043|Gather Victim Org Information
T1591.001|0043|Determine Physical Locations
T1591.002|0043|Business Relationships
T1591.003|0043|Identify Business Tempo
T1591.004|0043|Identify Roles
T1592|0043|Gather Victim Host Information
T1592.001|0043|Hardware
T1592.002|0043|Software
T1592.003|0043|Firmware
T1592.004|0043|Client Configurations
T1593|0043|Search Open Websites/Domains
T1593.001|0043|Social Media
T1593.002|0043|Search Engines
T1593.003|0043|Code Repositories
T1594|0043|Search Victim-Owned Websites
T1595|0043|Active Scanning
T1595.001|0043|Scanning IP Blocks
T1595.002|0043|Vulnerability Scanning
T1595.003|0043|Wordlist Scanning
T1596|0043|Search Open Technical Databases
T1596.001|0043|DNS/Passive DNS
T1596.002|0043|WHOIS
T1596.003|0043|Digital Certificates
T1596.004|0043|CDNs
T1596.005|0043|Scan Databases
T1597|0043|Search Closed Sources
T1597.001|0043|Threat Intel Vendors
T1597.002|0043|Purchase Technical Data
T1598|0043|Phishing for Information
T1598.001|0043|Spearphishing Service
T1598.002|0043|Spearphishing Attachment
T1598.003|0043|Spearphishing Link
T1598.004|0043|Spearphishing Voice
T1599|0005|Network Boundary Bridging
T1599.001|0005|Network Address Translation Traversal
T1600|0005|Weaken Encryption
T1600.001|0005|Reduce Key Space
T1600.002|0005|Disable Crypto Hardware
T1601|0005|Modify System Image
T1601.001|0005|Patch System Image
T1601.002|0005|Downgrade System Image
T1602|0009|Data from Configuration Repository
T1602.001|0009|SNMP (MIB Dump)
T1602.002|0009|Network Device Configuration Dump
T1606|0006|Forge Web Credentials
T1606.001|0006|Web Cookies
T1606.002|0006|SAML Tokens
T1608|0042|Stage Capabilities
T1608.001|0042|Upload Malware
T1608.002|0042|Upload Tool
T1608.003|0042|Install Digital Certificate
T1608.004|0042|Drive-by Target
T1608.005|0042|Link Target
T1608.006|0042|SEO Poisoning
T1609|0002|Container Administration Command
T1610|0005 0002|Deploy Container
T1611|0004|Escape to Host
T1612|0005|Build Image on Host
T1613|0007|Container and Resource Discovery
T1614|0007|System Location Discovery
T1614.001|0007|System Language Discovery
T1615|0007|Group Policy Discovery
T1619|0007|Cloud Storage Object Discovery
T1620|0005|Reflective Code Loading
T1621|0006|Multi-Factor Authentication Request Generation
T1622|0005 0007|Debugger Evasion
T1647|0005|Plist File Modification
T1648|0002|Serverless Execution
T1649|0006|Steal or Forge Authentication Certificates
T1650|0042|Acquire Access
T1651|0002|Cloud Administration Command
T1652|0007|Device Driver Discovery
T1653|0003|Power Settings
T1654|0007|Log Enumeration
T1656|0005|Impersonation
T1657|0040|Financial Theft
T1659|0001 0011|Content Injection
T1665|0011|Hide Infrastructure
T1666|0005|Modify Cloud Resource Hierarchy
T1667|0040|Email Bombing
T1668|0003|Exclusive Control
T1669|0001|Wi-Fi Networks
T1671|0003|Cloud Application Integration
T1672|0005|Email Spoofing
T1673|0007|Virtual Machine Discovery
T1674|0002|Input Injection
T1675|0002|ESXi Administration Command
T1677|0002|Poisoned Pipeline Execution
T1678|0005|Delay Execution
T1679|0005|Selective Exclusion
T1680|0007|Local Storage Discovery
T1681|0043|Search Threat Vendor Data`;
