@echo off
rem The command line inside the installed app: the app's own runtime, without a window.
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Second Look.exe" "%~dp0..\app.asar\dist\cli.js" %*
