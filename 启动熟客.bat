@echo off
chcp 65001 >nul
title 熟客
cd /d "%~dp0"
where py >nul 2>nul
if errorlevel 1 goto nopython
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 goto oldpython
if not exist "%~dp0run.py" goto nofiles
py -3 run.py %*
if errorlevel 1 goto failed
exit /b 0

:nopython
echo.
echo 这台电脑还没有 Python，熟客打不开。
echo 请到 python.org 下载 Python 3.11 或更新的版本，装好后再双击这个文件。
goto wait

:oldpython
echo.
echo 熟客需要 Python 3.11 或更新的版本，这台电脑上的太旧。
echo 请到 python.org 下载新版，装好后再双击这个文件。
goto wait

:nofiles
echo.
echo 找不到 run.py。请把下载的压缩包整个解开，不要把这个文件单独拿出来。
goto wait

:failed
echo.
echo 熟客没有正常打开，原因写在上面。你的数据没有动。

:wait
echo.
pause
exit /b 1
