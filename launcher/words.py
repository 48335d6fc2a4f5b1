"""The steps of a first start, in both languages: (Indonesian, English)."""

STEPS = {
    "environment": ("Menyiapkan lingkungan Python", "Making a Python environment in .venv"),
    "tools": ("Mengambil alat bangun", "Fetching the build tools"),
    "install": (
        "Memasang pustaka dan membangun antarmuka",
        "Installing libraries, building the screens",
    ),
    "packages": ("Mengambil paket antarmuka", "Fetching the front end's packages"),
    "web": ("Membangun antarmuka", "Building the screens"),
    "messages": ("Menyusun terjemahan", "Compiling the translations"),
    "database": ("Menyiapkan basis data", "Preparing the database"),
    "lists": (
        "Memuat Jember: desa, TPS, satuan, personel",
        "Loading Jember: villages, stations, units, officers",
    ),
    "risk": ("Menilai kerawanan setiap TPS", "Grading every station"),
    "warm": ("Memanaskan mesin hitung", "Warming the engines"),
    "plan": ("Menghitung rencana dan buktinya", "Solving the deployment and proving it"),
    "accounts": ("Membuat akun contoh", "Making the demo accounts"),
    "start": ("Menyalakan peladen dan hari simulasi", "Starting the server and the simulated day"),
}
