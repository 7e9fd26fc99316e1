global using Ballast.Domain;
global using Ballast.Domain.Instruments;
global using Ballast.Domain.MarketData;
global using Ballast.Grains.Interfaces;
global using Ballast.Grains.Pnl;
global using Microsoft.Extensions.Logging;
global using Microsoft.Extensions.Options;
global using Orleans.Runtime;
